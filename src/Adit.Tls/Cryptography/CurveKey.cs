using System.Runtime.InteropServices;

namespace Adit.Tls.Cryptography;

/// <summary>
/// A place for one public key of a curve at a time, in libcrypto: the curve is set up once, a point is put into it for each use. Not thread-safe.
/// References: EVP_PKEY_paramgen(3), EVP_PKEY_set1_encoded_public_key(3), EVP_PKEY_verify(3).
/// </summary>
internal sealed class CurveKey : SafeHandle
{
    public CurveKey(NistCurve curve)
        : base(0, ownsHandle: true)
    {
        var context = Libcrypto.EVP_PKEY_CTX_new_from_name(0, "EC", null);
        try
        {
            if (context == 0
                || Libcrypto.EVP_PKEY_paramgen_init(context) != 1
                || Libcrypto.EVP_PKEY_CTX_set_group_name(context, curve.Name) != 1
                || Libcrypto.EVP_PKEY_paramgen(context, out handle) != 1)
            {
                throw Libcrypto.Failed(nameof(Libcrypto.EVP_PKEY_paramgen));
            }
        }
        finally
        {
            Libcrypto.EVP_PKEY_CTX_free(context);
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Takes a point in place of the last; false where it is not on the curve.</summary>
    public bool TrySet(ReadOnlySpan<byte> point)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (Libcrypto.EVP_PKEY_set1_encoded_public_key(handle, point, (nuint)point.Length) == 1) return true;
        Libcrypto.ERR_clear_error();
        return false;
    }

    /// <summary>Whether an ECDSA-Sig-Value over a hash is by the key of the point.</summary>
    /// <remarks>A context is made each time: what one of another provider keeps of the point before is not ours to know.</remarks>
    public bool Verify(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        var context = Libcrypto.EVP_PKEY_CTX_new_from_pkey(0, handle, 0);
        try
        {
            if (context == 0 || Libcrypto.EVP_PKEY_verify_init(context) != 1) throw Libcrypto.Failed(nameof(Libcrypto.EVP_PKEY_verify_init));
            if (Libcrypto.EVP_PKEY_verify(context, signature, (nuint)signature.Length, hash, (nuint)hash.Length) == 1) return true;
            Libcrypto.ERR_clear_error();
            return false;
        }
        finally
        {
            Libcrypto.EVP_PKEY_CTX_free(context);
        }
    }

    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_PKEY_free(handle);
        return true;
    }
}
