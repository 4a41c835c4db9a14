using System.Security.Cryptography;
using Adit.Tls.Certificates;
using Adit.Tls.Compression;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Sessions;

namespace Adit.Tls.Tests.Handshake.StateMachine;

/// <summary>A way through the states: two ends that agree, and whose bytes are the same in each run where their entropy is.</summary>
internal sealed class Scenario(string name, TlsClientOptions client, TlsServerOptions server)
{
    private static readonly TlsPolicy Quick = Endpoints.PolicyOf(NamedGroup.x25519);
    private static readonly TlsPolicy WithoutTheServersGroup = Endpoints.PolicyOf(NamedGroup.secp256r1, NamedGroup.x25519);
    private static readonly TlsIdentity ServerKey = new(SoftwareKey.Generate(SignatureScheme.ed25519));
    private static readonly TlsIdentity ClientKey = new(SoftwareKey.Generate(SignatureScheme.ed25519));
    private static readonly PreSharedKey Psk = new("plc"u8, new byte[32], HashAlgorithmName.SHA256);
    private static readonly TlsClientOptions Client = Endpoints.Client with { Policy = Quick, Identities = [Endpoints.Ed25519Identity(Endpoints.ClientRecipe)], Authenticator = new Anybody() };
    private static readonly TlsServerOptions Server = Endpoints.Server with { Policy = Quick, Identities = [Endpoints.Ed25519Identity(Endpoints.ServerRecipe)], Authenticator = new Anybody() };
    private static readonly TlsClientOptions PskClient = Client with { Identities = [], PreSharedKeys = [Psk] };
    private static readonly TlsServerOptions PskServer = Server with { Identities = [], PreSharedKeys = [Psk] };
    private static readonly TlsClientOptions CompressingClient = Client with { Identities = [Repeating(Client.Identities[0])], CertificateCompressors = CertificateCompressor.All };
    private static readonly TlsServerOptions CompressingServer = Server with { Identities = [Repeating(Server.Identities[0])], CertificateCompressors = CertificateCompressor.All };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("both show certificates", Client, Server),
        new("the server alone shows a certificate", Client, Server with { Authenticator = new Anybody { Asks = false } }),
        new("the client has no certificate to show", Client with { Identities = [] }, Server),
        new("a retry", Client with { Policy = WithoutTheServersGroup }, Server),
        new("a pre-shared key", PskClient, PskServer),
        new("a pre-shared key after a retry", PskClient with { Policy = WithoutTheServersGroup }, PskServer),
        new("a resumed session", Client, Server) { Resumes = true },
        new("a resumed session after a retry", Client with { Policy = WithoutTheServersGroup }, Server) { Resumes = true },
        new("raw public keys", Client with { Identities = [ClientKey], Authenticator = new Anybody { Types = [CertificateType.RawPublicKey] } }, Server with { Identities = [ServerKey], Authenticator = new Anybody { Types = [CertificateType.RawPublicKey] } }),
        new("compressed certificates", CompressingClient, CompressingServer) { Compresses = true },
        new("a compressed certificate of the server alone", CompressingClient, CompressingServer with { Authenticator = new Anybody { Asks = false } }) { Compresses = true },
    ];

    public TlsClientOptions ClientOptions => client;

    public TlsServerOptions ServerOptions => server;

    /// <summary>Whether the handshake that counts resumes the session of one before it.</summary>
    public bool Resumes { get; private init; }

    /// <summary>Whether both ends said that they decompress certificates.</summary>
    public bool Compresses { get; private init; }

    public override string ToString() => name;

    /// <summary>A chain that has something to compress.</summary>
    private static TlsIdentity Repeating(TlsIdentity identity) => new([.. identity.Chain, .. identity.Chain, .. identity.Chain], identity.Key);

    /// <summary>Lets everybody in: what counts here is how they come in.</summary>
    private sealed class Anybody : PeerAuthenticator
    {
        public bool Asks { get; init; } = true;

        public IReadOnlyList<CertificateType> Types { get; init; } = [CertificateType.X509];

        public override bool RequestsCertificate => Asks;

        public override IReadOnlyList<CertificateType> CertificateTypes => Types;

        public override ReadOnlyMemory<byte>? TrustDigest => new byte[32];

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            ChainVerdict.Trusted([.. presented.Chain.Take(1)], presented.Chain[0], now.AddDays(1));

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => Decision.Allow(null, "Anybody may.");
    }
}
