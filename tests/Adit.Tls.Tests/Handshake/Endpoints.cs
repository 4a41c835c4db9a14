using System.Security.Cryptography;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;
using Adit.Tls.Tests.Certificates;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Two ends that trust each other's CA, with mutual authentication, to be varied with <c>with</c>. They compress no certificate, so that each message can be looked into.</summary>
internal static class Endpoints
{
    public const string ServerName = "server.example";

    private static readonly Issued Root = Issued.Root();

    public static Recipe ServerRecipe { get; } = new() { Subject = "CN=server", Dns = [ServerName], Purposes = [Issued.ServerAuth] };

    public static Recipe ClientRecipe { get; } = new() { Subject = "CN=client", Dns = ["client.example"], Purposes = [Issued.ClientAuth] };

    public static TlsIdentity ServerIdentity { get; } = Identity(ServerRecipe);

    public static TlsIdentity ClientIdentity { get; } = Identity(ClientRecipe);

    public static TimeProvider Clock { get; } = new FixedClock();

    public static TlsServerOptions Server { get; } = new()
    {
        Identities = [ServerIdentity],
        Authenticator = new ChainAuthenticator(new TrustAnchors([Root.Certificate])),
        CertificateCompressors = [],
        TimeProvider = Clock,
    };

    public static TlsClientOptions Client { get; } = new()
    {
        ServerName = ServerName,
        Authenticator = new ChainAuthenticator(new TrustAnchors([Root.Certificate])),
        Identities = [ClientIdentity],
        CertificateCompressors = [],
        TimeProvider = Clock,
    };

    public static TlsPolicy PolicyOf(params NamedGroup[] groups) =>
        new("test", groups, TlsPolicy.Modern.CipherSuites, TlsPolicy.Modern.SignatureSchemes);

    public static TlsPolicy PolicyOf(NamedGroup group, CipherSuite suite) =>
        new("test", [group], [suite], TlsPolicy.Modern.SignatureSchemes);

    /// <summary>Nobody is asked for a certificate.</summary>
    public static TlsServerOptions OpenServer => Server with { Authenticator = new ChainAuthenticator(new TrustAnchors([Root.Certificate]), requestsCertificate: false) };

    /// <summary>The same identity in all runs: its signatures hold no randomness.</summary>
    public static TlsIdentity Ed25519Identity(Recipe recipe) => Identity(recipe, SoftwareKey.Generate(SignatureScheme.ed25519));

    /// <summary>A certificate for a key of any kind.</summary>
    public static TlsIdentity Identity(Recipe recipe, PrivateKey key) =>
        new([ForeignKeyCertificate.Issue(Root, recipe, key.SubjectPublicKeyInfo)], key);

    public static TlsIdentity Identity(Recipe recipe, AsymmetricAlgorithm? key = null)
    {
        key ??= Issued.NewKey();
        return new TlsIdentity([Root.Issue(recipe, key).Certificate], SoftwareKey.FromPkcs8(key.ExportPkcs8PrivateKey()));
    }

    /// <summary>Lets in who chains to the anchors, and carries the name where one is asked for.</summary>
    internal sealed class ChainAuthenticator(TrustAnchors anchors, bool requestsCertificate = true) : PeerAuthenticator
    {
        private readonly CertificateValidator validator = new(anchors);

        public TrustAnchors Anchors => anchors;

        public override bool RequestsCertificate => requestsCertificate;

        public override TrustAnchors? NamedAuthorities => Named;

        public TrustAnchors? Named { get; init; }

        public override ReadOnlyMemory<byte>? TrustDigest => anchors.Digest;

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            validator.Validate(new ChainQuestion
            {
                Presented = presented.Chain,
                PeerRole = role == TlsRole.Client ? TlsRole.Server : TlsRole.Client,
                ServerName = serverName,
                SignatureSchemes = presented.AcceptedSignatureSchemes,
                Now = now,
            });

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => evidence.Proof switch
        {
            CertificateProof { Verdict.IsTrusted: true } => Decision.Allow("peer", "The chain holds."),
            CertificateProof { Verdict: var verdict } => Decision.Deny(verdict.Alert, verdict.Reason),
            _ when !requestsCertificate => Decision.Allow(null, "Nobody is asked."),
            _ => Decision.Deny(AlertDescription.certificate_required, "No certificate was shown."),
        };
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Recipe.Now;
    }
}
