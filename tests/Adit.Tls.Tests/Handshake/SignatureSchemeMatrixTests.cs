using System.Security.Cryptography;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;
using Adit.Tls.Tests.Cryptography.Signatures;

namespace Adit.Tls.Tests.Handshake;

/// <summary>
/// A key of every kind signs its CertificateVerify under every scheme, with the scheme's hash and, where its mathematics allow, rightly:
/// a curve goes with one hash, an RSA key with the schemes of its own kind. References: RFC 9846 4.3.3, 4.5.2.
/// </summary>
public sealed class SignatureSchemeMatrixTests
{
    private static readonly TlsPolicy Policy = new("every scheme", [NamedGroup.x25519], TlsPolicy.Modern.CipherSuites, TlsPolicy.KnownSignatureSchemes);

    public static TheoryData<string, TlsRole> KeysAndRoles => new(from name in Keys.Names from role in new[] { TlsRole.Client, TlsRole.Server } select (name, role));

    [Flaw(13)]
    [Theory]
    [MemberData(nameof(KeysAndRoles))]
    public void Only_a_scheme_of_the_key_is_taken(string name, TlsRole receiver)
    {
        var key = Keys.Named(name);
        foreach (var scheme in TlsPolicy.KnownSignatureSchemes)
        {
            using var pair = Signed(new Mislabelled(key, scheme), receiver);
            if (key.SignatureSchemes.Contains(scheme)) pair.AssertComplete();
            else pair.AssertRefusedBy(receiver, AlertDescription.illegal_parameter, "4.5.2", "but the key it showed is");
        }
    }

    [Flaw(13)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void The_right_key_under_the_name_of_another_hash_is_refused(TlsRole receiver)
    {
        foreach (var (signed, named) in new[]
        {
            (SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_rsae_sha384),
            (SignatureScheme.rsa_pss_rsae_sha512, SignatureScheme.rsa_pss_rsae_sha256),
            (SignatureScheme.rsa_pkcs1_sha256, SignatureScheme.rsa_pss_rsae_sha256),
        })
        {
            using var pair = Signed(new Mislabelled(Keys.Named("RSA"), named, signed), receiver);
            pair.AssertRefusedBy(receiver, AlertDescription.decrypt_error, "4.5.2");
        }
    }

    private static HandshakePair Signed(PrivateKey key, TlsRole receiver)
    {
        var identity = new TlsIdentity(key);
        var pair = receiver == TlsRole.Client
            ? new HandshakePair(Endpoints.Client with { Policy = Policy, Identities = [], Authenticator = new Anybody(false) }, Endpoints.Server with { Policy = Policy, Identities = [identity], Authenticator = new Anybody(false) })
            : new HandshakePair(Endpoints.Client with { Policy = Policy, Identities = [identity], Authenticator = new Anybody(false) }, Endpoints.Server with { Policy = Policy, Identities = [new TlsIdentity(Keys.Named("P-256"))], Authenticator = new Anybody(true) });
        return pair.Run();
    }

    /// <summary>Says that it signs with one scheme, and does with another; a key whose mathematics know no such signature signs with its own.</summary>
    private sealed class Mislabelled(PrivateKey key, SignatureScheme named, SignatureScheme? signed = null) : PrivateKey
    {
        public override ReadOnlyMemory<byte> SubjectPublicKeyInfo => key.SubjectPublicKeyInfo;

        public override IReadOnlyList<SignatureScheme> SignatureSchemes => [named];

        public override ValueTask<byte[]> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            var actual = signed ?? named;
            if (key.SignatureSchemes.Contains(actual)) return key.SignAsync(actual, content, cancellationToken);
            var (family, hash) = (actual.ToString(), new HashAlgorithmName(actual.ToString()[^6..].ToUpperInvariant()));
            if (key is EcdsaPrivateKey && family.Contains("_sha", StringComparison.Ordinal))
            {
                using var ecdsa = ECDsa.Create();
                ecdsa.ImportPkcs8PrivateKey(SoftwareKey.ExportPkcs8(key), out _);
                return ValueTask.FromResult(ecdsa.SignData(content.Span, hash, DSASignatureFormat.Rfc3279DerSequence));
            }

            if (key is RsaPrivateKey && family.StartsWith("rsa", StringComparison.Ordinal))
            {
                using var rsa = RSA.Create();
                rsa.ImportRSAPrivateKey(PrivateKeyInfo.Read(SoftwareKey.ExportPkcs8(key)).PrivateKey, out _);
                return ValueTask.FromResult(rsa.SignData(content.Span, hash, family.Contains("pkcs1", StringComparison.Ordinal) ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss));
            }

            return key.SignAsync(key.SignatureSchemes[0], content, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            // The key is everybody's.
        }
    }

    private sealed class Anybody(bool requestsCertificate) : PeerAuthenticator
    {
        public override bool RequestsCertificate => requestsCertificate;

        public override IReadOnlyList<CertificateType> CertificateTypes => [CertificateType.RawPublicKey];

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) => throw new InvalidOperationException("Keys have no chain.");

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => Decision.Allow(null, "Whoever.");
    }
}
