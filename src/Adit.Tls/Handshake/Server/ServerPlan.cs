using System.Text;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;
using Adit.Tls.Policy;

namespace Adit.Tls.Handshake.Server;

/// <summary>What the server chose from a client's offer. Immutable; the same for the second ClientHello. References: RFC 9846 4.2.1.</summary>
internal sealed class ServerPlan
{
    public required CipherSuite CipherSuite { get; init; }

    public required NamedGroup Group { get; init; }

    /// <summary>What we prove ourselves with; null with a PSK.</summary>
    public TlsIdentity? Identity { get; init; }

    public SignatureScheme Scheme { get; init; }

    /// <summary>The identity on the wire of the PSK that is used; null with a certificate.</summary>
    public ReadOnlyMemory<byte>? PskIdentity { get; init; }

    public required string? ApplicationProtocol { get; init; }

    /// <summary>What we tell the client to show; null where there is nothing to tell.</summary>
    public CertificateType? ClientCertificateType { get; init; }

    /// <summary>What we tell the client that we show; null where there is nothing to tell.</summary>
    public CertificateType? ServerCertificateType { get; init; }

    /// <summary>What tickets are bound to; null where none are issued.</summary>
    public byte[]? TicketBinding { get; init; }

    public HashFunction Hash => HashFunction.Of(CipherSuite);

    /// <summary>The hashes of the suites that both ends have.</summary>
    public static IReadOnlyCollection<HashFunction> CommonHashes(ClientHello hello, TlsServerOptions options) =>
        [.. options.Policy.CipherSuites.Where(hello.CipherSuites.Contains).Select(HashFunction.Of).Distinct()];

    /// <summary>RFC 9846 4.3.7: all our groups, for a client that does not list the one we like best; null for any other.</summary>
    public IReadOnlyList<NamedGroup>? GroupsToTell(TlsPolicy policy) => policy.GroupsAsTaken is [var best, ..] ours && best != Group ? ours : null;

    /// <summary>What tickets for this client are bound to, whether it shows one or is to get one; null where there are none.</summary>
    public static byte[]? TicketBindingFor(ClientHello hello, TlsServerOptions options, IdentityChoice identity) =>
        Sessions.TicketBinding.Of(options, identity.Identity, hello.ServerName, ProtocolFor(hello, options));

    public static ServerPlan ByCertificate(ClientHello hello, TlsServerOptions options, IdentityChoice identity) => new()
    {
        CipherSuite = SuiteFor(hello, options, hash: null),
        Group = GroupFor(hello, options),
        ApplicationProtocol = ProtocolFor(hello, options),
        TicketBinding = TicketBindingFor(hello, options, identity),
        Identity = identity.Identity ?? throw NoIdentity(hello, options),
        Scheme = identity.Scheme,
        ClientCertificateType = ClientTypeFor(hello, options),
        ServerCertificateType = hello.ServerCertificateTypes is null ? null : identity.Identity.CertificateType,
    };

    public static ServerPlan ByPsk(ClientHello hello, TlsServerOptions options, PskChoice choice) => new()
    {
        CipherSuite = SuiteFor(hello, options, choice.Psk!.Hash),
        Group = GroupFor(hello, options),
        ApplicationProtocol = ProtocolFor(hello, options),
        PskIdentity = hello.PreSharedKeys!.Identities[choice.Index],
    };

    /// <summary>By a ticket of the client, with what the next ones are bound to.</summary>
    public static ServerPlan ByTicket(ClientHello hello, TlsServerOptions options, PskChoice choice, IdentityChoice identity, byte[] ticketBinding) => new()
    {
        CipherSuite = SuiteFor(hello, options, choice.Psk!.Hash),
        Group = GroupFor(hello, options),
        ApplicationProtocol = ProtocolFor(hello, options),
        PskIdentity = hello.PreSharedKeys!.Identities[choice.Index],
        ServerCertificateType = hello.ServerCertificateTypes is null ? null : identity.Identity!.CertificateType,
        TicketBinding = ticketBinding,
    };

    /// <summary>RFC 9846 4.3.11: with a PSK only suites of its hash.</summary>
    private static CipherSuite SuiteFor(ClientHello hello, TlsServerOptions options, HashFunction? hash)
    {
        foreach (var suite in options.Policy.CipherSuites)
        {
            if (hello.CipherSuites.Contains(suite) && (hash is null || HashFunction.Of(suite) == hash)) return suite;
        }

        throw NothingInCommon("cipher suite", hello.CipherSuites.Select(Iana.Name), options.Policy.CipherSuites.Select(Iana.Name));
    }

    /// <summary>Our preference among what the client lists, whether it sent a share or not; and one that resists a quantum computer before every other.</summary>
    private static NamedGroup GroupFor(ClientHello hello, TlsServerOptions options)
    {
        foreach (var group in options.Policy.GroupsAsTaken)
        {
            if (hello.SupportedGroups!.Contains(group)) return group;
        }

        throw NothingInCommon("group", hello.SupportedGroups!.Select(Iana.Name), options.Policy.Groups.Select(Iana.Name));
    }

    private static string? ProtocolFor(ClientHello hello, TlsServerOptions options)
    {
        if (hello.ApplicationProtocols is not { } offered || options.ApplicationProtocols.Count == 0) return null;
        foreach (var protocol in options.ApplicationProtocols)
        {
            var name = Encoding.ASCII.GetBytes(protocol);
            if (Array.Exists(offered, o => o.AsSpan().SequenceEqual(name))) return protocol;
        }

        throw TlsException.Fatal(AlertDescription.no_application_protocol, $"The client offers no ALPN protocol of ours ({string.Join(", ", options.ApplicationProtocols)}) (RFC 7301 3.2).");
    }

    /// <summary>RFC 7250 4.2: our preference among what the client can show; said only to a client that asked, and that will be asked for it.</summary>
    private static CertificateType? ClientTypeFor(ClientHello hello, TlsServerOptions options)
    {
        if (!options.Authenticator.RequestsCertificate) return null;
        var offered = hello.ClientCertificateTypes ?? [CertificateType.X509];
        foreach (var type in options.Authenticator.CertificateTypes)
        {
            if (offered.Contains(type)) return hello.ClientCertificateTypes is null ? null : type;
        }

        throw NoCommonType("can show", offered, options.Authenticator.CertificateTypes);
    }

    private static TlsException NoIdentity(ClientHello hello, TlsServerOptions options)
    {
        var taken = hello.ServerCertificateTypes ?? [CertificateType.X509];
        var ours = options.Identities.Select(i => i.CertificateType).Distinct().ToArray();
        return ours.Length == 0 || ours.Any(taken.Contains)
            ? NothingInCommon("signature scheme", hello.SignatureAlgorithms!.Select(Iana.Name), options.Identities.SelectMany(i => i.Key.SignatureSchemes).Distinct().Select(Iana.Name))
            : NoCommonType("takes", taken, ours);
    }

    private static TlsException NoCommonType(string does, IEnumerable<CertificateType> theirs, IEnumerable<CertificateType> ours) =>
        TlsException.Fatal(AlertDescription.unsupported_certificate, $"No certificate type in common: the client {does} {string.Join(", ", theirs.Take(32).Select(Iana.Name))}; we have {string.Join(", ", ours.Select(Iana.Name))} (RFC 7250 4.2).");

    private static TlsException NothingInCommon(string what, IEnumerable<string> theirs, IEnumerable<string> ours) =>
        TlsException.Fatal(AlertDescription.handshake_failure, $"No {what} in common: the client offers {string.Join(", ", theirs.Take(32))}; we take {string.Join(", ", ours)}.", "4.2.1");
}
