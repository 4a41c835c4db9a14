using Adit.Authority;
using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;

namespace Adit.Tunnel.Tests;

/// <summary>A CA and what it issues.</summary>
internal sealed class TestPeers
{
    private readonly CertificateAuthority authority;

    private TestPeers(CertificateAuthority authority) => this.authority = authority;

    /// <summary>The CA that tunnels of these tests trust.</summary>
    public static TestPeers Ours { get; } = Create("Ours");

    /// <summary>A CA that nobody here trusts.</summary>
    public static TestPeers Strangers { get; } = Create("Strangers");

    public CertificateValidator Validator => new(new TrustAnchors([authority.Certificate]));

    public TlsIdentity Issue(string name)
    {
        var key = SoftwareKey.Generate(SignatureScheme.ecdsa_secp256r1_sha256);
        var request = new LeafRequest { SubjectPublicKeyInfo = key.SubjectPublicKeyInfo, CommonName = name, DnsNames = [name] };
        return new TlsIdentity([authority.IssueAsync(request, TimeProvider.System.GetUtcNow()).AsTask().GetAwaiter().GetResult()], key);
    }

    public static TlsServer Server(params PeerRule[] rules) =>
        Server(new RuleAuthenticator(Ours.Validator, [.. (rules is [] ? [new AnyVerifiedPeer()] : rules).Select(r => new NamedRule("web", r))]));

    public static TlsServer Server(PeerAuthenticator authenticator) =>
        new(new TlsServerOptions { Identities = [Ours.Issue("server.test")], Authenticator = authenticator });

    public static TlsClient Client(TlsIdentity? identity = null, string serverName = "server.test", KeyLimits? limits = null) => new(new TlsClientOptions
    {
        ServerName = serverName,
        Authenticator = new ServerAuthenticator(Ours.Validator),
        Identities = [identity ?? Ours.Issue("client.test")],
        KeyLimits = limits ?? KeyLimits.Default,
    });

    private static TestPeers Create(string name)
    {
        var key = SoftwareKey.Generate(SignatureScheme.ecdsa_secp256r1_sha256);
        return new TestPeers(CertificateAuthority.CreateAsync(name, key, TimeProvider.System.GetUtcNow()).AsTask().GetAwaiter().GetResult());
    }
}
