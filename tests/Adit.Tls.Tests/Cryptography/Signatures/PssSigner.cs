using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Adit.Tls.Tests.Cryptography.Signatures;

/// <summary>Makes RSASSA-PSS signatures with SHA-256 and a salt of any length, which the platform does not. References: RFC 8017 8.1.1, 9.1.1.</summary>
internal static class PssSigner
{
    private const int Hash = 32;

    public static byte[] Sign(RSAParameters key, byte[] content, int saltLength)
    {
        var size = key.Modulus!.Length; // of a modulus that fills its bytes
        var salt = RandomNumberGenerator.GetBytes(saltLength);
        var digest = SHA256.HashData([.. new byte[8], .. SHA256.HashData(content), .. salt]);
        byte[] block = [.. new byte[size - saltLength - Hash - 2], 1, .. salt];
        var mask = Mgf1(digest, block.Length);
        for (var i = 0; i < block.Length; i++) block[i] ^= mask[i];
        block[0] &= 0x7F;
        return Raw(key, [.. block, .. digest, 0xBC]);
    }

    private static byte[] Mgf1(byte[] seed, int length)
    {
        var mask = new List<byte>();
        var counter = new byte[4];
        for (var i = 0; mask.Count < length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(counter, i);
            mask.AddRange(SHA256.HashData([.. seed, .. counter]));
        }
        return [.. mask.Take(length)];
    }

    private static byte[] Raw(RSAParameters key, byte[] encoded)
    {
        var signature = BigInteger.ModPow(Number(encoded), Number(key.D!), Number(key.Modulus!)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[key.Modulus!.Length - signature.Length], .. signature];
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
