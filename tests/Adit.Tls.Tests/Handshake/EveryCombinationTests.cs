using System.Security.Cryptography;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Tests.Certificates;
using Adit.Tls.Tests.Cryptography.Signatures;

namespace Adit.Tls.Tests.Handshake;

/// <summary>
/// Every group with every suite, every signature scheme and every way to prove oneself, ourselves against ourselves: the whole product,
/// since in memory it takes seconds. References: RFC 9846 4.2.1, 9.1.
/// </summary>
public sealed class EveryCombinationTests
{
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(PreSharedKey.MinKeyLength);

    // Whatever one scheme a policy lists, inside certificates it takes rsa_pkcs1_sha256 (RFC 9846 9.1).
    private static readonly Issued Root = Issued.SelfSigned(Recipe.Authority("CN=RSA root"), RSA.Create(2048));

    private static readonly Dictionary<SignatureScheme, (PrivateKey Key, TlsIdentity Server, TlsIdentity Client)> Certified =
        TlsPolicy.KnownSignatureSchemes.ToDictionary(scheme => scheme, scheme =>
        {
            var key = Keys.Named(Keys.Names.First(name => Keys.Named(name).SignatureSchemes.Contains(scheme)));
            return (key, Identity(Endpoints.ServerRecipe, key), Identity(Endpoints.ClientRecipe, key));

            static TlsIdentity Identity(Recipe recipe, PrivateKey key) => new([ForeignKeyCertificate.Issue(Root, recipe, key.SubjectPublicKeyInfo)], key);
        });

    public static TheoryData<NamedGroup, CipherSuite, SignatureScheme> Signed
    {
        get
        {
            var all = new TheoryData<NamedGroup, CipherSuite, SignatureScheme>();
            foreach (var group in TlsPolicy.KnownGroups)
                foreach (var suite in TlsPolicy.KnownCipherSuites)
                    foreach (var scheme in TlsPolicy.KnownSignatureSchemes) all.Add(group, suite, scheme);
            return all;
        }
    }

    // RFC 9846 4.3.11: a key goes with suites of its own hash; RFC 9258 5.1: one that is imported goes with all.
    public static TheoryData<NamedGroup, CipherSuite, string, bool> Keyed
    {
        get
        {
            var all = new TheoryData<NamedGroup, CipherSuite, string, bool>();
            foreach (var group in TlsPolicy.KnownGroups)
                foreach (var suite in TlsPolicy.KnownCipherSuites)
                    foreach (var hash in new[] { HashAlgorithmName.SHA256, HashAlgorithmName.SHA384 })
                    {
                        all.Add(group, suite, hash.Name!, true);
                        if (HashFunction.Of(suite).Name == hash) all.Add(group, suite, hash.Name!, false);
                    }

            return all;
        }
    }

    [Theory, MemberData(nameof(Signed))]
    [Requirement("RFC9846-9.3-01", "RFC9846-9.3-04")]
    public void Both_ends_show_certificates(NamedGroup group, CipherSuite suite, SignatureScheme scheme)
    {
        var (_, server, client) = Certified[scheme];
        Complete(
            Endpoints.Client with { Identities = [client], Authenticator = Judge() },
            Endpoints.Server with { Identities = [server], Authenticator = Judge() },
            new TlsPolicy("test", [group], [suite], [scheme]),
            serverSigns: scheme,
            clientSigns: scheme);
    }

    [Theory, MemberData(nameof(Signed))]
    public void The_server_alone_shows_a_certificate(NamedGroup group, CipherSuite suite, SignatureScheme scheme) => Complete(
        Endpoints.Client with { Identities = [], Authenticator = Judge() },
        Endpoints.OpenServer with { Identities = [Certified[scheme].Server] },
        new TlsPolicy("test", [group], [suite], [scheme]),
        serverSigns: scheme,
        clientSigns: null);

    [Theory, MemberData(nameof(Signed))]
    public void Both_ends_show_raw_public_keys(NamedGroup group, CipherSuite suite, SignatureScheme scheme)
    {
        var identity = new TlsIdentity(Certified[scheme].Key);
        var holder = new HolderOf(key: identity.RawKey!.Pin);
        Complete(
            Endpoints.Client with { Identities = [identity], Authenticator = holder },
            Endpoints.Server with { Identities = [identity], Authenticator = holder },
            new TlsPolicy("test", [group], [suite], [scheme]),
            serverSigns: scheme,
            clientSigns: scheme);
    }

    [Theory, MemberData(nameof(Keyed))]
    [Requirement("RFC9846-9.3-04")]
    public void Both_ends_hold_a_pre_shared_key(NamedGroup group, CipherSuite suite, string hash, bool isImported)
    {
        using var key = new PreSharedKey("plc"u8, Secret, new HashAlgorithmName(hash), isImported);
        var holder = new HolderOf(psk: "plc");
        Complete(
            Endpoints.Client with { Identities = [], PreSharedKeys = [key], Authenticator = holder },
            Endpoints.Server with { Identities = [], PreSharedKeys = [key], Authenticator = holder },
            Endpoints.PolicyOf(group, suite),
            serverSigns: null,
            clientSigns: null);
    }

    private static Endpoints.ChainAuthenticator Judge() => new(new TrustAnchors([Root.Certificate]));

    private static void Complete(TlsClientOptions client, TlsServerOptions server, TlsPolicy policy, SignatureScheme? serverSigns, SignatureScheme? clientSigns)
    {
        using var pair = new HandshakePair(client with { Policy = policy }, server with { Policy = policy }).Run();
        pair.AssertComplete();
        AssertNegotiated(pair.Client.Evidence.Negotiated!, policy, serverSigns, clientSigns);
        AssertNegotiated(pair.Server.Evidence.Negotiated!, policy, clientSigns, serverSigns);

        using var clientEnd = pair.Establish(TlsRole.Client);
        using var serverEnd = pair.Establish(TlsRole.Server);
        Assert.Equal("up"u8.ToArray(), serverEnd.Open(clientEnd.Seal("up"u8.ToArray())));
        Assert.Equal("down"u8.ToArray(), clientEnd.Open(serverEnd.Seal("down"u8.ToArray())));
    }

    private static void AssertNegotiated(NegotiatedParameters negotiated, TlsPolicy policy, SignatureScheme? peerSigns, SignatureScheme? weSign)
    {
        Assert.Equal(policy.Groups.Single(), negotiated.Group);
        Assert.Equal(policy.CipherSuites.Single(), negotiated.CipherSuite);
        Assert.Equal(peerSigns, negotiated.PeerSignatureScheme);
        Assert.Equal(weSign, negotiated.OwnSignatureScheme);
        Assert.False(negotiated.HelloRetryRequest);
    }

    /// <summary>Lets in who holds this key alone: a raw one by its pin, or a pre-shared one by its identity.</summary>
    private sealed class HolderOf(string? key = null, string? psk = null) : PeerAuthenticator
    {
        public override bool RequestsCertificate => key is not null;

        public override IReadOnlyList<CertificateType> CertificateTypes { get; } = [key is null ? CertificateType.X509 : CertificateType.RawPublicKey];

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            ChainVerdict.Untrusted(AlertDescription.unknown_ca, "Only a key counts.");

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => evidence.Proof switch
        {
            RawKeyProof raw when raw.Key.Pin == key => Decision.Allow("peer", "It holds the key."),
            PskProof shared when shared.Identity == psk => Decision.Allow("peer", "It holds the key."),
            _ => Decision.Deny(AlertDescription.access_denied, "It does not hold the key."),
        };
    }
}
