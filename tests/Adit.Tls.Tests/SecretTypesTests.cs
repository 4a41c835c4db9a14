using System.Reflection;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Aead;
using Adit.Tls.Cryptography.KeyExchange;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Records;
using Adit.Tls.Schedule;
using Adit.Tls.Sessions;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests;

/// <summary>What holds a secret is a class that prints, compares and copies nothing of it.</summary>
public sealed class SecretTypesTests
{
    private static readonly Type[] Secrets =
        [typeof(Secret), typeof(KeySchedule), typeof(AeadKey), typeof(RecordProtection), typeof(PinnedBytes), typeof(EphemeralKey), typeof(PrivateKey), typeof(Entropy),
            typeof(OfferedPsk), typeof(HeldSession), typeof(TicketKey), typeof(TicketKeys), typeof(TlsSessionCache)];

    /// <summary>Options name who we are; an identity is a class, and borrows the key from its owner.</summary>
    private static readonly Type[] Options = [typeof(TlsClientOptions), typeof(TlsServerOptions)];

    public static TheoryData<string> Records => [.. Types.Where(IsRecord).Select(t => t.FullName!)];

    private static Type[] Types { get; } = typeof(TlsException).Assembly.GetTypes();

    [Fact]
    public void There_are_records_to_look_at() => Assert.InRange(Records.Count, 8, 1000);

    [Theory]
    [MemberData(nameof(Records))]
    public void No_record_reaches_a_secret(string name)
    {
        var record = typeof(TlsException).Assembly.GetType(name)!;
        if (Options.Contains(record)) return;
        Assert.Null(PathToSecret(record, [record]));
    }

    [Fact]
    public void A_record_that_reached_a_secret_would_be_found() =>
        Assert.Equal("TlsIdentity.Key: PrivateKey", PathToSecret(typeof(TlsIdentity), [typeof(TlsIdentity)]));

    [Fact]
    public void No_type_that_holds_a_secret_prints_compares_or_is_cloned()
    {
        foreach (var type in Types.Where(t => Secrets.Any(s => s.IsAssignableFrom(t))))
        {
            Assert.False(IsRecord(type), $"{type} is a record.");
            foreach (var method in new[] { nameof(ToString), nameof(Equals), nameof(GetHashCode) })
                Assert.Equal(typeof(object), type.GetMethods().First(m => m.Name == method && m.GetBaseDefinition().DeclaringType == typeof(object)).DeclaringType);
        }
    }

    [Fact]
    public void Options_and_identities_print_no_key()
    {
        var pkcs8 = ((InMemoryKey)Endpoints.ServerIdentity.Key).ExportPkcs8();
        string[] printed = [Endpoints.Server.ToString(), Endpoints.Client.ToString(), Endpoints.ServerIdentity.ToString()!, Endpoints.ServerIdentity.Key.ToString()!];
        Assert.All(printed, text =>
        {
            Assert.DoesNotContain(Convert.ToHexString(pkcs8.AsSpan(30, 16)), text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("PKCS", text, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Equal(typeof(TlsIdentity).FullName, Endpoints.ServerIdentity.ToString());
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null);

    /// <summary>The first way from a type over its fields to a secret, or null.</summary>
    private static string? PathToSecret(Type type, HashSet<Type> seen)
    {
        foreach (var field in FieldsOf(type))
        {
            foreach (var reached in Parts(field.FieldType))
            {
                if (Array.Exists(Secrets, s => s.IsAssignableFrom(reached))) return $"{type.Name}.{Plain(field.Name)}: {reached.Name}";
                if (reached.Assembly == typeof(TlsException).Assembly && seen.Add(reached) && PathToSecret(reached, seen) is { } path) return $"{type.Name}.{Plain(field.Name)} -> {path}";
            }
        }

        return null;
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type? type) => type is null || type.Assembly != typeof(TlsException).Assembly
        ? []
        : type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Concat(FieldsOf(type.BaseType));

    /// <summary>A type, what it is made of, and whatever of ours can stand in its place.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.IsArray) return Parts(type.GetElementType()!);
        IEnumerable<Type> own = type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [];
        return own.Append(type).Concat(type.Assembly == typeof(TlsException).Assembly ? Types.Where(t => t.IsSubclassOf(type)) : []);
    }

    private static string Plain(string field) => field.TrimStart('<').Split('>')[0];
}
