using System.Numerics;
using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>ECDHE over a prime curve of NIST. References: RFC 9846 4.3.8.2 and 7.4.2, SP 800-56A 5.6.2.3.</summary>
/// <remarks>
/// Sizes: share 1 + 2 coordinates (UncompressedPointRepresentation), shared secret one coordinate, leading zeros kept.
/// Draws: one coordinate's bytes, cut to the bits of the order: the private scalar, again while it is 0 or not below the order.
/// </remarks>
internal abstract class EcdheGroup(NamedGroup name, NistCurve curve, byte[] order) : DiffieHellmanGroup
{
    // FIPS 186-5 A.2.2: as many bits as the order has
    private readonly byte firstByteMask = (byte)((1 << (BitOperations.Log2(order[0]) + 1)) - 1);

    public override NamedGroup Name => name;

    public override int ShareLength => curve.PointLength;

    public override int SharedSecretLength => curve.FieldLength;

    public override EphemeralKey Generate(Entropy entropy)
    {
        var key = NewKey(entropy);
        try
        {
            var share = new byte[curve.PointLength];
            WriteShare(key, share);
            return new Key(this, key, share);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static void Derive(ECDiffieHellman key, ECDiffieHellman peer, Span<byte> sharedSecret)
    {
        using var peerPublicKey = peer.PublicKey;
        var x = key.DeriveRawSecretAgreement(peerPublicKey);
        try
        {
            sharedSecret.Clear();
            x.CopyTo(sharedSecret[^x.Length..]); // RFC 9846 7.4.2: leading zeros are kept
        }
        finally
        {
            CryptographicOperations.ZeroMemory(x);
        }
    }

    private static void WriteShare(ECDiffieHellman key, Span<byte> share)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        share[0] = 4;
        point.X.CopyTo(share[1..]);
        point.Y.CopyTo(share[(1 + point.X!.Length)..]);
    }

    private ECDiffieHellman NewKey(Entropy entropy)
    {
        var scalar = GC.AllocateUninitializedArray<byte>(curve.FieldLength, pinned: true); // the platform takes an array, no span
        try
        {
            do
            {
                entropy.Fill(scalar);
                scalar[0] &= firstByteMask;
            }
            while (!IsPrivateKey(scalar));
            return ECDiffieHellman.Create(new ECParameters { Curve = curve.Curve, D = scalar });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    /// <summary>0 &lt; scalar &lt; order, in a time that does not depend on the scalar.</summary>
    private bool IsPrivateKey(ReadOnlySpan<byte> scalar)
    {
        int borrow = 0, any = 0;
        for (var i = scalar.Length - 1; i >= 0; i--)
        {
            borrow = ((scalar[i] - order[i] - borrow) >> 8) & 1;
            any |= scalar[i];
        }
        return (borrow != 0) & (any != 0);
    }

    private ECDiffieHellman ReadShare(ReadOnlySpan<byte> share)
    {
        KeyShareRules.RequireLength(name, share, curve.PointLength);
        if (curve.ReadPoint(share) is not { } point)
            throw KeyShareRules.Illegal(name, $"has the point format {share[0]} where only 4 (uncompressed) is defined");
        try
        {
            return ECDiffieHellman.Create(new ECParameters { Curve = curve.Curve, Q = point }); // checks that the point is on the curve
        }
        catch (CryptographicException e)
        {
            throw KeyShareRules.Illegal(name, "is not a point of the curve", e);
        }
    }

    private sealed class Key(EcdheGroup group, ECDiffieHellman key, byte[] share) : EphemeralKey(group.Name, share)
    {
        private ECDiffieHellman? live = key;

        public override void Agree(ReadOnlySpan<byte> peerShare, Span<byte> sharedSecret)
        {
            using var once = live ?? throw new ObjectDisposedException(nameof(EphemeralKey));
            live = null;
            KeyShareRules.RequireRoom(sharedSecret, group.SharedSecretLength, nameof(sharedSecret));
            using var peer = group.ReadShare(peerShare);
            Derive(once, peer, sharedSecret);
        }

        public override void Dispose()
        {
            live?.Dispose();
            live = null;
        }
    }
}
