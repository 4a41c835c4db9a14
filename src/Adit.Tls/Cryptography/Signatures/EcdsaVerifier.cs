using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>Verifies by one public point, which is on its curve. Thread-safe. References: FIPS 186-5 6.4.2, SP 800-186 D.1.1.1.</summary>
internal abstract class EcdsaVerifier
{
    /// <summary>Of libcrypto where it can be called directly.</summary>
    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    public static EcdsaVerifier Create(NistCurve curve, byte[] point) =>
        Libcrypto.CanVerify(curve) ? new LibcryptoEcdsaVerifier(curve, point) : new PlatformEcdsaVerifier(curve, point);

    /// <summary>Whether a signature is by the key.</summary>
    /// <param name="hash">Of what was signed.</param>
    /// <param name="signature">The ECDSA-Sig-Value.</param>
    /// <param name="fixedFields">The same two numbers, which fit the field, as IEEE P1363 has them.</param>
    public abstract bool Verify(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> fixedFields);
}
