using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>
/// ECDSA of libcrypto. It holds the point as bytes and nothing native, so that ten thousand keys leave nothing to free: to verify is to put the point into
/// one of a few <see cref="CurveKey"/> of its curve, which costs a hundredth of the verification. References: FIPS 186-5 6.4.2; EVP_PKEY_verify(3).
/// </summary>
internal sealed class LibcryptoEcdsaVerifier : EcdsaVerifier
{
    private static readonly InstancePool<CurveKey> p256 = new(() => new CurveKey(NistCurve.P256));
    private static readonly InstancePool<CurveKey> p384 = new(() => new CurveKey(NistCurve.P384));
    private static readonly InstancePool<CurveKey> p521 = new(() => new CurveKey(NistCurve.P521));

    private readonly InstancePool<CurveKey> places;
    private readonly byte[] point;

    public LibcryptoEcdsaVerifier(NistCurve curve, byte[] point)
    {
        places = curve == NistCurve.P256 ? p256 : curve == NistCurve.P384 ? p384 : p521;
        this.point = point;
        var place = places.Rent();
        try
        {
            if (!place.TrySet(point)) throw new CryptographicException($"The point is not on {curve.Name}.");
        }
        finally
        {
            places.Return(place);
        }
    }

    public override bool Verify(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> fixedFields)
    {
        var place = places.Rent();
        try
        {
            return place.TrySet(point) && place.Verify(hash, signature);
        }
        finally
        {
            places.Return(place);
        }
    }
}
