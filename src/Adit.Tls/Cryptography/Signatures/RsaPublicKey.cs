using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>
/// RSA. A key labelled rsaEncryption verifies rsa_pss_rsae_* and, inside certificates, rsa_pkcs1_*; one labelled id-RSASSA-PSS
/// only rsa_pss_pss_*, and of these only the one its parameters name, if it has any.
/// References: RFC 8017 8, RFC 4055 1.2 and 3, RFC 9846 4.3.3.
/// </summary>
/// <remarks>Sizes: modulus 2048 to 8192 bits in steps of 8, exponent odd and 3 to 2^32-1; the signature is as long as the modulus.</remarks>
internal sealed class RsaPublicKey : PublicKey
{
    private const int MinBits = 2048;
    private const int MaxBits = 8192; // a larger key is a way to make us work (CVE-2023-29409)
    private const int MaxExponentBytes = 4; // a longer one is the same way, and nobody has one

    private static readonly SignatureScheme[] rsae = [SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_rsae_sha384, SignatureScheme.rsa_pss_rsae_sha512];
    private static readonly SignatureScheme[] pss = [SignatureScheme.rsa_pss_pss_sha256, SignatureScheme.rsa_pss_pss_sha384, SignatureScheme.rsa_pss_pss_sha512];

    private readonly InstancePool<RSA> keys;
    private readonly SignatureScheme[] schemes;
    private readonly bool pssOnly;
    private readonly int bits;

    private RsaPublicKey(RSAParameters parameters, SignatureScheme[] schemes, bool pssOnly)
    {
        this.schemes = schemes;
        this.pssOnly = pssOnly;
        bits = BitLength(parameters.Modulus!);
        keys = new(Create(), Create);

        RSA Create() => RSA.Create(parameters);
    }

    public override string Algorithm => $"RSA {bits}";

    public override IReadOnlyList<SignatureScheme> SignatureSchemes => schemes;

    /// <summary>Reads the parameters and the BIT STRING of rsaEncryption or id-RSASSA-PSS.</summary>
    public static RsaPublicKey Read(string oid, AsnReader algorithm, byte[] key)
    {
        var pssOnly = oid == Oids.RsaPss;
        var schemes = pssOnly ? ReadPssSchemes(algorithm) : rsae;
        if (!pssOnly) algorithm.ReadNull(); // RFC 4055 1.2: the parameters of rsaEncryption are NULL
        algorithm.ThrowIfNotEmpty();

        var outer = new AsnReader(key, AsnEncodingRules.DER);
        var inner = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var modulus = ReadPositive(inner);
        var exponent = ReadPositive(inner);
        inner.ThrowIfNotEmpty();

        var bits = BitLength(modulus);
        if (bits is < MinBits or > MaxBits) throw Malformed($"its RSA modulus has {bits} bits where {MinBits} to {MaxBits} are accepted");
        if (bits % 8 != 0) throw Malformed($"its RSA modulus has {bits} bits, which is not a multiple of 8");
        if ((modulus[^1] & 1) == 0) throw Malformed("its RSA modulus is even");
        if (exponent.Length > MaxExponentBytes || (exponent[^1] & 1) == 0 || exponent is [1])
            throw Malformed("its RSA exponent is not an odd number from 3 to 2^32-1");
        return new(new RSAParameters { Modulus = modulus, Exponent = exponent }, schemes, pssOnly);
    }

    public override bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) => scheme switch
    {
        SignatureScheme.rsa_pkcs1_sha256 or SignatureScheme.rsa_pkcs1_sha384 or SignatureScheme.rsa_pkcs1_sha512 =>
            !pssOnly && Verify(SchemeHash.Of(scheme), RSASignaturePadding.Pkcs1, content, signature),
        _ => schemes.Contains(scheme) && Verify(SchemeHash.Of(scheme), RSASignaturePadding.Pss, content, signature),
    };

    internal override bool VerifyCertificate(ReadOnlySpan<byte> signatureAlgorithm, ReadOnlySpan<byte> tbs, ReadOnlySpan<byte> signature) =>
        CertificateSignatureAlgorithm.Read(signatureAlgorithm) switch
        {
            { Kind: CertificateSignatureKind.RsaPkcs1 } algorithm => !pssOnly && Verify(algorithm.Hash, RSASignaturePadding.Pkcs1, tbs, signature),
            { Kind: CertificateSignatureKind.RsaPss } algorithm => AllowsPss(algorithm.Hash) && Verify(algorithm.Hash, RSASignaturePadding.Pss, tbs, signature),
            _ => false,
        };

    private static SignatureScheme[] ReadPssSchemes(AsnReader algorithm)
    {
        if (!algorithm.HasData) return pss; // RFC 4055 1.2: absent parameters restrict nothing
        var hash = PssParameters.Read(algorithm) ?? throw NotSpoken("RSASSA-PSS parameters other than SHA-2 with MGF1 and a salt of the hash's length");
        return Array.FindAll(pss, scheme => SchemeHash.Of(scheme) == hash);
    }

    private static byte[] ReadPositive(AsnReader reader)
    {
        var value = reader.ReadIntegerBytes().Span;
        if (value[0] >= 0x80) throw Malformed("an RSA number of it is negative");
        return (value[0] == 0 && value.Length > 1 ? value[1..] : value).ToArray();
    }

    private static int BitLength(ReadOnlySpan<byte> positive) => (positive.Length * 8) - byte.LeadingZeroCount(positive[0]);

    private bool AllowsPss(HashAlgorithmName hash) => Array.Exists(schemes, scheme => SchemeHash.Of(scheme) == hash);

    // The platform's PSS wants a salt of exactly the hash's length, as RFC 9846 4.3.3 does.
    private bool Verify(HashAlgorithmName hashAlgorithm, RSASignaturePadding padding, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SchemeHash.MaxLength];
        hash = hash[..CryptographicOperations.HashData(hashAlgorithm, content, hash)];
        var key = keys.Rent();
        try
        {
            return key.VerifyHash(hash, signature, hashAlgorithm, padding);
        }
        catch (CryptographicException)
        {
            return false; // platforms differ in whether a malformed signature is false or an exception
        }
        finally
        {
            keys.Return(key);
        }
    }
}
