using System.Security.Cryptography;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Tests.Cryptography.Signatures;

/// <summary>Both that verify: whichever serves, the same keys and signatures pass.</summary>
public abstract class EcdsaVerifierTests
{
    [Theory]
    [InlineData("P-256", "ecdsa_secp256r1_sha256_test.json")]
    [InlineData("P-384", "ecdsa_secp384r1_sha384_test.json")]
    [InlineData("P-521", "ecdsa_secp521r1_sha512_test.json")]
    public void Known_answers_are_given(string name, string file)
    {
        var curve = Curve(name);
        Wycheproof.ForEach(file, (group, vector) =>
        {
            var key = new EcdsaPublicKey(curve, Create(curve, group.Bytes("publicKeyDer")[^curve.PointLength..]));
            Assert.Equal(vector.IsValid(), key.Verify(curve.EcdsaScheme, vector.Bytes("msg"), vector.Bytes("sig")));
        });
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("P-384")]
    [InlineData("P-521")]
    public void A_point_that_is_not_on_the_curve_is_refused(string name)
    {
        var curve = Curve(name);
        var point = Point(curve);
        _ = Create(curve, point);

        Refused([.. point[..^1], (byte)(point[^1] ^ 1)]);
        Refused([4, .. new byte[point.Length - 1]]);
        Refused([4, .. Enumerable.Repeat((byte)0xFF, point.Length - 1)]); // coordinates beyond the field
        _ = Create(curve, point);

        void Refused(byte[] other) => Assert.ThrowsAny<CryptographicException>(() => Create(curve, other));
    }

    [Fact]
    public void Keys_that_take_turns_verify_their_own_signatures_only()
    {
        var hash = SHA256.HashData("turn"u8);
        using var first = ECDsa.Create(NistCurve.P256.Curve);
        using var second = ECDsa.Create(NistCurve.P256.Curve);
        var (ofFirst, ofSecond) = (Create(NistCurve.P256, Point(first, NistCurve.P256)), Create(NistCurve.P256, Point(second, NistCurve.P256)));

        for (var i = 0; i < 3; i++)
        {
            Assert.True(Verifies(ofFirst, first));
            Assert.False(Verifies(ofSecond, first));
            Assert.True(Verifies(ofSecond, second));
            Assert.False(Verifies(ofFirst, second));
            Assert.ThrowsAny<CryptographicException>(() => Create(NistCurve.P256, [4, .. new byte[64]]));
        }

        bool Verifies(EcdsaVerifier verifier, ECDsa signer)
        {
            var fixedFields = signer.SignHash(hash);
            return verifier.Verify(hash, EcdsaSignatureValue.FromP1363(fixedFields), fixedFields);
        }
    }

    [Fact]
    public void Many_threads_verify_at_once()
    {
        var hash = SHA256.HashData("at once"u8);
        var pairs = Enumerable.Range(0, 8).Select(_ =>
        {
            using var key = ECDsa.Create(NistCurve.P256.Curve);
            var fixedFields = key.SignHash(hash);
            return (Verifier: Create(NistCurve.P256, Point(key, NistCurve.P256)), FixedFields: fixedFields, Signature: EcdsaSignatureValue.FromP1363(fixedFields));
        }).ToArray();

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var (own, other) = (pairs[i % 8], pairs[(i + 1) % 8]);
            Assert.True(own.Verifier.Verify(hash, own.Signature, own.FixedFields));
            Assert.False(own.Verifier.Verify(hash, other.Signature, other.FixedFields));
        });
    }

    private protected abstract EcdsaVerifier Create(NistCurve curve, byte[] point);

    private static NistCurve Curve(string name) => name switch { "P-256" => NistCurve.P256, "P-384" => NistCurve.P384, _ => NistCurve.P521 };

    private static byte[] Point(NistCurve curve)
    {
        using var key = ECDsa.Create(curve.Curve);
        return Point(key, curve);
    }

    private static byte[] Point(ECDsa key, NistCurve curve) => key.ExportSubjectPublicKeyInfo()[^curve.PointLength..];
}

public sealed class PlatformEcdsaVerifierTests : EcdsaVerifierTests
{
    private protected override EcdsaVerifier Create(NistCurve curve, byte[] point) => new PlatformEcdsaVerifier(curve, point);
}

public sealed class LibcryptoEcdsaVerifierTests : EcdsaVerifierTests
{
    public LibcryptoEcdsaVerifierTests() => Assert.SkipUnless(NistCurve.All.Any(Libcrypto.CanVerify), "There is no libcrypto of OpenSSL 3 here: the platform's classes serve.");

    [Theory]
    [InlineData("P-256")]
    [InlineData("P-384")]
    [InlineData("P-521")]
    public void It_is_what_verifies_over_each_curve_that_it_has(string name)
    {
        var curve = NistCurve.All.Single(c => c.Name == name);
        Assert.Equal(Libcrypto.CanVerify(curve) ? typeof(LibcryptoEcdsaVerifier) : typeof(PlatformEcdsaVerifier), Create(curve).GetType());
    }

    private static EcdsaVerifier Create(NistCurve curve)
    {
        using var key = ECDsa.Create(curve.Curve);
        return EcdsaVerifier.Create(curve, key.ExportSubjectPublicKeyInfo()[^curve.PointLength..]);
    }

    private protected override EcdsaVerifier Create(NistCurve curve, byte[] point) => new LibcryptoEcdsaVerifier(curve, point);
}
