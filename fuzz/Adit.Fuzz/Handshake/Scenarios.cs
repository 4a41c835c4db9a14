using System.Security.Cryptography;
using Adit.Fuzz.Material;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Compression;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Handshake;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Sessions;
using Adit.Tls.Tests.Handshake;

namespace Adit.Fuzz.Handshake;

/// <summary>One scenario for each way through the diagrams of RFC 9846 appendix A.</summary>
internal static class Scenarios
{
    private static readonly TlsPolicy Classical = PolicyOf([NamedGroup.x25519]);

    /// <summary>Its one share is of no use to a classical server, which asks for another.</summary>
    private static readonly TlsPolicy HybridFirst = PolicyOf([NamedGroup.X25519MLKEM768, NamedGroup.x25519]);

    private static readonly TlsServerOptions MutualServer = new()
    {
        Identities = [new TlsIdentity([FixedCertificates.Server], FixedKeys.Server)],
        Authenticator = new Doorman(),
        Policy = Classical,
        CertificateCompressors = [],
        TimeProvider = FixedCertificates.Clock,
    };

    private static readonly TlsClientOptions MutualClient = new()
    {
        ServerName = FixedCertificates.ServerName,
        Identities = [new TlsIdentity([FixedCertificates.Client], FixedKeys.Client)],
        Authenticator = new Doorman(),
        Policy = Classical,
        CertificateCompressors = [],
        TimeProvider = FixedCertificates.Clock,
    };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new Scenario("mutual", () => MutualClient, MutualServer),
        new Scenario("server-only", () => MutualClient with { ApplicationProtocols = ["h2", "http/1.1"] }, MutualServer with { Authenticator = new Doorman(requestsCertificate: false), ApplicationProtocols = ["http/1.1"] }),
        new Scenario("retry", () => MutualClient with { Policy = HybridFirst }, MutualServer),
        ByPsk(),
        ByTicket("ticket", Classical),
        new Scenario("raw-keys", () => MutualClient with { Identities = [new TlsIdentity(FixedKeys.Client)], Authenticator = new Doorman(takesRawKeys: true) }, MutualServer with { Identities = [new TlsIdentity(FixedKeys.Server)], Authenticator = new Doorman(takesRawKeys: true) }),
        new Scenario(
            "compressed",
            () => MutualClient with { CertificateCompressors = CertificateCompressor.All, Policy = PolicyOf([NamedGroup.x25519], CipherSuite.TLS_AES_256_GCM_SHA384) },
            MutualServer with { CertificateCompressors = CertificateCompressor.All, Policy = PolicyOf([NamedGroup.x25519], CipherSuite.TLS_AES_256_GCM_SHA384) }),
        new Scenario("nothing-to-show", () => MutualClient with { Identities = [], Policy = PolicyOf([NamedGroup.x25519], CipherSuite.TLS_CHACHA20_POLY1305_SHA256) }, MutualServer),
        ByTicket("ticket-retry", HybridFirst),
    ];

    private static TlsPolicy PolicyOf(NamedGroup[] groups, params CipherSuite[] suites) =>
        new("fuzz", groups, suites.Length == 0 ? TlsPolicy.Modern.CipherSuites : suites, TlsPolicy.Modern.SignatureSchemes);

    private static Scenario ByPsk()
    {
        var psk = new PreSharedKey("somebody"u8, SHA256.HashData("a key of both"u8), HashAlgorithmName.SHA256);
        var policy = PolicyOf([NamedGroup.x25519], CipherSuite.TLS_AES_128_GCM_SHA256);
        return new Scenario(
            "psk",
            () => MutualClient with { Identities = [], PreSharedKeys = [psk], Policy = policy },
            MutualServer with { PreSharedKeys = [psk], Policy = policy },
            OfferedPsk.FormsOf(psk, [HashFunction.Sha256]).Single());
    }

    /// <summary>The ticket of a handshake before; its bytes are random, what is done with them is not.</summary>
    private static Scenario ByTicket(string name, TlsPolicy policy)
    {
        var server = MutualServer with { TicketKeys = new TicketKeys() };
        var session = new TlsSession
        {
            CipherSuite = CipherSuite.TLS_AES_128_GCM_SHA256,
            AuthenticatedAt = FixedCertificates.Now,
            Certificates = [FixedCertificates.Client],
            PeerSignatureScheme = SignatureScheme.ed25519,
        };
        var binding = TicketBinding.Of(server, server.Identities[0], FixedCertificates.ServerName, null)!;
        using var secret = new PinnedBytes(HashFunction.Sha256.Length);
        SHA256.HashData("a resumption secret"u8, secret.Span);
        using var contents = TicketContents.Encode(session, new Tls.Schedule.Secret(secret.Span.ToArray()), [0]);
        var ticket = server.TicketKeys.Seal(contents.Span, binding, FixedCertificates.Now)!;
        var psk = TicketContents.Decode(contents.Span, ticket, new KnownCertificates());
        return new Scenario(name, () => Holding(MutualClient with { Policy = policy }, session with { Certificates = [FixedCertificates.Server] }, psk, ticket), server, psk);
    }

    private static TlsClientOptions Holding(TlsClientOptions options, TlsSession session, OfferedPsk psk, byte[] ticket)
    {
        var client = options with { Sessions = new TlsSessionCache() };
        var copy = new PinnedBytes(psk.Reveal().Length);
        psk.Reveal().CopyTo(copy.Span);
        client.Sessions.Add(SessionKey.Of(client)!, new HeldSession(session, ticket, ageAdd: 0, copy, FixedCertificates.Now, TimeSpan.FromHours(1)));
        return client;
    }
}
