using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>ECDSA of the platform. Its instances have no owner, as public keys have none: they are left to their finalizers. References: FIPS 186-5 6.4.2.</summary>
internal sealed class PlatformEcdsaVerifier : EcdsaVerifier
{
    private readonly InstancePool<ECDsa> keys;

    public PlatformEcdsaVerifier(NistCurve curve, byte[] point)
    {
        var parameters = new ECParameters { Curve = curve.Curve, Q = curve.ReadPoint(point)!.Value };
        keys = new(Create(), Create);

        ECDsa Create() => ECDsa.Create(parameters); // checks that the point is on the curve
    }

    public override bool Verify(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> fixedFields)
    {
        var key = keys.Rent();
        try
        {
            return key.VerifyHash(hash, fixedFields, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false; // platforms differ in whether a number out of range is false or an exception
        }
        finally
        {
            keys.Return(key);
        }
    }
}
