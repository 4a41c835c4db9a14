using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Tests.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>What we put on the wire, record by record: any peer may read it. References: RFC 9846 5, 6, B, E.5.</summary>
public sealed class WrittenRecordsTests
{
    private const CipherSuite Suite = CipherSuite.TLS_AES_128_GCM_SHA256;

    /// <summary>What cannot be mistaken for anything else on a wire.</summary>
    private static readonly byte[] Secret = "the data of an application"u8.ToArray();

    private static readonly HandshakeType[] BeforeNewKeys = [HandshakeType.client_hello, HandshakeType.server_hello, HandshakeType.finished, HandshakeType.key_update];

    /// <summary>The RFC's _RESERVED handshake types. B.3.</summary>
    private static readonly byte[] ReservedMessages = [0, 3, 6, 12, 14, 16, 21, 22, 23, 254];

    private static readonly byte[] ReservedAlerts = [21, 30, 41, 60, 100];

    public static TheoryData<string> Connections => ["plain", "retry", "long hello", "short records", "refused by the client", "refused by the server", "refused in the clear"];

    [Theory]
    [MemberData(nameof(Connections))]
    [Requirement("RFC9846-5-04", "RFC9846-5.1-13", "RFC9846-5.1-17", "RFC9846-E.5-05", "RFC9846-E.5-10")]
    public void Every_record_is_of_a_defined_type_and_says_its_version(string connection)
    {
        foreach (var wire in WiresOf(connection))
        {
            Assert.All(wire, r => Assert.Contains(r.OuterType, new[] { ContentType.change_cipher_spec, ContentType.alert, ContentType.handshake, ContentType.application_data }));
            Assert.All(wire.Where(r => r.IsProtected), r => Assert.Contains(r.Type, new[] { ContentType.alert, ContentType.handshake, ContentType.application_data }));
            Assert.All(wire, r => Assert.Equal(r.IsFirst && r.StartsWith(HandshakeType.client_hello) ? 0x0301 : 0x0303, r.Version));
        }
    }

    [Theory]
    [MemberData(nameof(Connections))]
    [Requirement("RFC9846-5.1-15", "RFC9846-5.2-01", "RFC9846-5.4-02", "RFC9846-5.4-06")]
    public void No_record_is_too_long_or_padded(string connection)
    {
        foreach (var record in WiresOf(connection).SelectMany(wire => wire))
        {
            Assert.InRange(record.Content.Length, 0, 1 << 14);
            Assert.InRange(record.Length, 0, (1 << 14) + 256);
            if (record.IsProtected) Assert.Equal(record.Content.Length + 1 + 16, record.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Connections))]
    [Requirement("RFC9846-5.1-03", "RFC9846-5.1-04", "RFC9846-5.1-05", "RFC9846-5.1-07", "RFC9846-5.1-08", "RFC9846-5.4-03", "RFC9846-B-01")]
    public void A_message_is_never_interrupted_nor_empty_and_ends_its_record_where_the_keys_change(string connection)
    {
        foreach (var wire in WiresOf(connection))
        {
            var pending = new List<byte>();
            var level = 0;
            foreach (var record in wire)
            {
                Assert.True(pending.Count == 0 || (record.Type == ContentType.handshake && record.Level == level), $"A {record.Type} record is in the middle of a message.");
                if (record.Type != ContentType.handshake) continue;
                Assert.NotEmpty(record.Content);
                level = record.Level;
                pending.AddRange(record.Content);
                while (pending.Count >= HandshakeMessage.HeaderLength && BinaryPrimitives.ReadInt32BigEndian([0, .. pending[1..4]]) + HandshakeMessage.HeaderLength is var length && pending.Count >= length)
                {
                    Assert.DoesNotContain(pending[0], ReservedMessages);
                    if (BeforeNewKeys.Contains((HandshakeType)pending[0])) Assert.Equal(length, pending.Count);
                    pending.RemoveRange(0, length);
                }
            }

            Assert.Empty(pending);
        }
    }

    [Theory]
    [MemberData(nameof(Connections))]
    [Requirement("RFC9846-5.1-09", "RFC9846-5.1-10", "RFC9846-5.4-03", "RFC9846-6-04", "RFC9846-6.1-02", "RFC9846-B-01")]
    public void An_alert_stands_alone_and_says_its_level(string connection)
    {
        var alerts = WiresOf(connection).SelectMany(wire => wire).Where(r => r.Type == ContentType.alert).Select(r => r.Content).ToList();
        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Equal(2, alert.Length));
        Assert.All(alerts, alert => Assert.Equal((AlertDescription)alert[1] == AlertDescription.close_notify ? 1 : 2, alert[0]));
        Assert.All(alerts, alert => Assert.DoesNotContain(alert[1], ReservedAlerts));
    }

    [Theory]
    [MemberData(nameof(Connections))]
    [Requirement("RFC9846-5.1-18")]
    public void Data_is_never_in_the_clear(string connection)
    {
        foreach (var wire in WiresOf(connection))
        {
            Assert.All(wire.Where(r => r.Type == ContentType.application_data), r => Assert.True(r is { IsProtected: true, Level: >= 2 }));
            Assert.All(wire, r => Assert.Equal(-1, r.Raw.AsSpan().IndexOf(Secret)));
        }
    }

    [Fact]
    public void None_of_these_connections_is_without_what_it_is_for()
    {
        Assert.Contains(WiresOf("plain")[0], r => r.Level == 3);
        Assert.All(WiresOf("plain"), wire => Assert.Contains(wire, r => r.Content.AsSpan().IndexOf(Secret) >= 0));
        Assert.Equal(2, WiresOf("retry")[0].Count(r => !r.IsProtected && r.StartsWith(HandshakeType.client_hello)));
        Assert.Equal(1 << 14, WiresOf("long hello")[0][0].Length);
        Assert.All(WiresOf("short records"), wire => Assert.True(wire.Count(r => r is { Type: ContentType.handshake, Level: 1 }) > 3));
        Assert.Contains(WiresOf("refused by the client")[0], r => r is { Type: ContentType.alert, Level: 1 });
        Assert.Contains(WiresOf("refused by the server")[1], r => r is { Type: ContentType.alert, Level: 2 });
        Assert.Contains(WiresOf("refused in the clear")[1], r => r is { Type: ContentType.alert, Level: 0 });
    }

    /// <summary>The client's records, and the server's.</summary>
    private static IReadOnlyList<Written>[] WiresOf(string connection)
    {
        var client = Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519) };
        if (connection == "retry") client = client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) };
        if (connection == "long hello") client = client with { ApplicationProtocols = [.. Enumerable.Range(0, 100).Select(i => $"{i:d200}")] };
        if (connection == "refused by the server") client = client with { Identities = [] };
        using var pair = new HandshakePair(client) { ChunkLength = 100 };
        if (connection == "short records") pair.Watching = (role, _) => ContextOf(pair.Of(role)).MaxContentLength = 100;
        if (connection == "refused by the client") pair.FromServer.Tamper = flight => flight.Drop(HandshakeType.certificate_verify);
        if (connection == "refused in the clear") pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello => hello.Version = 0x0301));
        pair.Run();
        var afterwards = new Dictionary<TlsRole, byte[]> { [TlsRole.Client] = [], [TlsRole.Server] = [] };
        foreach (var role in new[] { TlsRole.Client, TlsRole.Server })
        {
            if (pair.Of(role).Error is not null) continue;
            using var end = pair.Establish(role);
            afterwards[role] = Talk(end);
        }

        return [Read(pair.FromClient, afterwards[TlsRole.Client]), Read(pair.FromServer, afterwards[TlsRole.Server])];
    }

    /// <summary>Data of several records, new keys, data, and the end.</summary>
    private static byte[] Talk(EstablishedEnd end)
    {
        var (renewal, closing) = (new byte[RecordSealer.KeyUpdateLength], new byte[100]);
        var first = end.Seal([.. Secret, .. new byte[17_000]]);
        var renewed = end.Connection.Sealer.RenewKeys(renewal, TimeSpan.Zero, requestUpdate: true);
        return [.. first, .. renewal[..renewed], .. end.Seal(Secret), .. closing[..end.Connection.Sealer.SealAlert(AlertDescription.close_notify, closing)]];
    }

    private static List<Written> Read(WireTap tap, byte[] afterwards)
    {
        byte[] all = [.. tap.Flights.SelectMany(f => f), .. afterwards];
        var read = new List<Written>();
        RecordForge? forge = null;
        var level = 0;
        while (all.Length > 0)
        {
            var raw = all[..(RecordFormat.HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(all.AsSpan(3)))];
            all = all[raw.Length..];
            var (type, content) = ((ContentType)raw[0], raw[RecordFormat.HeaderLength..]);
            if (type == ContentType.application_data)
            {
                if (level == 0) EnterNext();
                if (forge is null) continue; // The keys of an alert that was sent as they were forgotten.
                (type, content) = forge.Open(raw);
            }

            read.Add(new Written(raw, type, content, level) { IsFirst = read.Count == 0 });
            if (level == 1 && type == ContentType.handshake && EndsInFinished(read)) EnterNext();
            else if (level == 2 && type == ContentType.handshake) EnterNext();
        }

        forge?.Dispose();
        return read;

        void EnterNext()
        {
            level++;
            if (level == 3) forge!.Update();
            else forge = tap.Secrets.TryGetValue(level == 1 ? Epoch.Handshake : Epoch.Application, out var secret) ? new RecordForge(Suite, secret) : null;
        }
    }

    /// <summary>Whether the messages of this stage end in a Finished.</summary>
    private static bool EndsInFinished(List<Written> read)
    {
        var messages = read.Where(r => r is { Type: ContentType.handshake, Level: 1 }).SelectMany(r => r.Content).ToArray();
        return messages.Length > 36 && messages.AsSpan()[^36..^32] is [(byte)HandshakeType.finished, 0, 0, 32];
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "context")]
    private static extern ref HandshakeContext ContextOf(TlsHandshake handshake);

    /// <summary>A record of ours, opened.</summary>
    /// <param name="raw">As it went out.</param>
    /// <param name="type">The real type.</param>
    /// <param name="content">The content.</param>
    /// <param name="level">0 in the clear, then the keys of the handshake, of the application, and those after a KeyUpdate.</param>
    private sealed class Written(byte[] raw, ContentType type, byte[] content, int level)
    {
        public byte[] Raw => raw;

        public ContentType Type => type;

        public byte[] Content => content;

        public int Level => OuterType == ContentType.application_data ? level : 0;

        public ContentType OuterType => (ContentType)raw[0];

        public bool IsProtected => OuterType == ContentType.application_data;

        public bool IsFirst { get; init; }

        public int Version => BinaryPrimitives.ReadUInt16BigEndian(raw.AsSpan(1));

        public int Length => raw.Length - RecordFormat.HeaderLength;

        public bool StartsWith(HandshakeType message) => type == ContentType.handshake && content[0] == (byte)message;
    }
}
