using System.Security.Cryptography;
using Adit.Identity.Keys;
using Adit.Identity.Rules;
using Adit.Interop.Certificates;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;

namespace Adit.Interop.Matrix;

/// <summary>The keys of both ends for every signature scheme, and our end's options; the peer's end reads the files.</summary>
internal sealed class MatrixParties : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly Certificates.Authority authority;
    private readonly Dictionary<KeyKind, CertificateFiles> servers;
    private readonly Dictionary<KeyKind, CertificateFiles> clients;
    private readonly CertificateValidator validator;
    private readonly SharedKey keyOfSha256;
    private readonly SharedKey keyOfSha384;
    private readonly PreSharedKey sha256;
    private readonly PreSharedKey sha384;

    public MatrixParties()
    {
        authority = new Certificates.Authority(folder, "authority", KeyKind.Rsa2048);
        servers = Enum.GetValues<KeyKind>().ToDictionary(kind => kind, kind => authority.Issue(new Leaf($"server {kind}") { Kind = kind, Usages = [Leaf.ServerAuth] }));
        clients = Enum.GetValues<KeyKind>().ToDictionary(kind => kind, kind => authority.Issue(new Leaf($"client {kind}") { Kind = kind, Usages = [Leaf.ClientAuth] }));
        validator = new CertificateValidator(CredentialFiles.ReadTrustAnchors(authority.File));
        keyOfSha256 = SharedKey.Make(folder);
        keyOfSha384 = SharedKey.MakeOfSha384(folder);
        sha256 = CredentialFiles.ReadPreSharedKey(keyOfSha256.File, HashAlgorithmName.SHA256, isImported: false);
        sha384 = CredentialFiles.ReadPreSharedKey(keyOfSha384.File, HashAlgorithmName.SHA384, isImported: false);
    }

    /// <summary>The peer's pre-shared key for a suite.</summary>
    public SharedKey KeyOf(CipherSuite suite) => suite == CipherSuite.TLS_AES_256_GCM_SHA384 ? keyOfSha384 : keyOfSha256;

    /// <summary>What kind of key a scheme signs with.</summary>
    public static KeyKind KindOf(SignatureScheme scheme) => scheme switch
    {
        SignatureScheme.ecdsa_secp256r1_sha256 => KeyKind.P256,
        SignatureScheme.ecdsa_secp384r1_sha384 => KeyKind.P384,
        SignatureScheme.ecdsa_secp521r1_sha512 => KeyKind.P521,
        SignatureScheme.ed25519 => KeyKind.Ed25519,
        SignatureScheme.rsa_pss_rsae_sha256 or SignatureScheme.rsa_pss_rsae_sha384 or SignatureScheme.rsa_pss_rsae_sha512 => KeyKind.Rsa2048,
        SignatureScheme.rsa_pss_pss_sha256 or SignatureScheme.rsa_pss_pss_sha384 or SignatureScheme.rsa_pss_pss_sha512 => KeyKind.RsaPss2048,
        SignatureScheme.mldsa44 => KeyKind.MlDsa44,
        SignatureScheme.mldsa65 => KeyKind.MlDsa65,
        SignatureScheme.mldsa87 => KeyKind.MlDsa87,
        _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
    };

    /// <summary>How a peer serves.</summary>
    public ServerCall Server(KeyKind kind, Proof proof) => new()
    {
        Own = servers[kind],
        ClientTrustFile = proof == Proof.MutualCertificates ? authority.File : null,
        ByRawKeys = proof == Proof.RawPublicKeys,
    };

    /// <summary>How a peer connects.</summary>
    public ClientCall Client(int port, KeyKind kind, Proof proof) => new(port)
    {
        Own = proof == Proof.ServerCertificate ? null : clients[kind],
        TrustFile = authority.File,
        ByRawKeys = proof == Proof.RawPublicKeys,
    };

    /// <summary>How we serve, with one group, one suite and one scheme.</summary>
    public TlsServerOptions OurServer(NamedGroup group, CipherSuite suite, SignatureScheme scheme, Proof proof) => new()
    {
        Identities = [Ours(servers, KindOf(scheme), proof)],
        Authenticator = proof switch
        {
            Proof.MutualCertificates => new RuleAuthenticator(validator, [new NamedRule("peer", new AnyVerifiedPeer())]),
            Proof.RawPublicKeys => new RuleAuthenticator(null, [new NamedRule("peer", new PinRule(clients[KindOf(scheme)].PinText))]),
            _ => new AnonymousClients(),
        },
        Policy = new TlsPolicy("matrix", [group], [suite], [scheme]),
    };

    /// <summary>How we connect, with one group, one suite and one scheme.</summary>
    public TlsClientOptions OurClient(NamedGroup group, CipherSuite suite, SignatureScheme scheme, Proof proof) => new()
    {
        ServerName = "localhost",
        Identities = proof == Proof.ServerCertificate ? [] : [Ours(clients, KindOf(scheme), proof)],
        Authenticator = proof == Proof.RawPublicKeys ? new ServerAuthenticator([servers[KindOf(scheme)].PinText]) : new ServerAuthenticator(validator),
        Policy = new TlsPolicy("matrix", [group], [suite], [scheme]),
    };

    /// <summary>How we serve by the pre-shared key.</summary>
    public TlsServerOptions OurServer(NamedGroup group, CipherSuite suite) => new()
    {
        Identities = [],
        PreSharedKeys = [OurKeyOf(suite)],
        Authenticator = new RuleAuthenticator(null, [new NamedRule("peer", PskRule.For(OurKeyOf(suite)))]),
        Policy = TlsProfile.Modern.Build("matrix", [group], [suite]),
    };

    /// <summary>How we connect by the pre-shared key.</summary>
    public TlsClientOptions OurClient(NamedGroup group, CipherSuite suite) => new()
    {
        ServerName = "localhost",
        PreSharedKeys = [OurKeyOf(suite)],
        Authenticator = ServerAuthenticator.ByPreSharedKeys([OurKeyOf(suite)]),
        Policy = TlsProfile.Modern.Build("matrix", [group], [suite]),
    };

    public void Dispose()
    {
        sha256.Dispose();
        sha384.Dispose();
        authority.Dispose();
        folder.Dispose();
    }

    private PreSharedKey OurKeyOf(CipherSuite suite) => suite == CipherSuite.TLS_AES_256_GCM_SHA384 ? sha384 : sha256;

    private static TlsIdentity Ours(Dictionary<KeyKind, CertificateFiles> files, KeyKind kind, Proof proof) => proof == Proof.RawPublicKeys
        ? new TlsIdentity(CredentialFiles.ReadPrivateKey(files[kind].Key))
        : CredentialFiles.ReadIdentity(files[kind].Certificate, files[kind].Key);
}
