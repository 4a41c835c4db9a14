using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Adit.Tls.Tests.Cryptography.KeyExchange;

/// <summary>References: RFC 7919 A.1 and A.2, RFC 9846 4.3.8.1 and 7.4.1.</summary>
public sealed class FfdheGroupTests
{
    [Flaw(24)]
    [Theory]
    [InlineData(NamedGroup.ffdhe2048)]
    [InlineData(NamedGroup.ffdhe3072)]
    [Requirement("RFC9846-4.3.8.1-01", "RFC9846-6-07")]
    public void A_value_that_is_not_above_1_and_below_the_prime_less_1_is_refused(NamedGroup name)
    {
        var p = Prime(name);
        foreach (var value in new[] { BigInteger.Zero, BigInteger.One, p - 1, p, p + 1, p + 2, p + 4, (BigInteger.One << (8 * Length(name))) - 1 })
            Exchange.RefusesAsClientAndServer(name, Bytes(name, value));
    }

    [Flaw(24)]
    [Theory]
    [InlineData(NamedGroup.ffdhe2048)]
    [InlineData(NamedGroup.ffdhe3072)]
    public void A_value_outside_the_subgroup_of_the_generator_is_refused(NamedGroup name) =>
        Exchange.RefusesAsClientAndServer(name, Bytes(name, Prime(name) - 2)); // 2 is a square, -1 is none

    // The expected hashes were computed by another program from the formula of RFC 7919 A for the prime.
    [Flaw(25)]
    [Theory]
    [InlineData(
        NamedGroup.ffdhe2048, 29, 676, 683,
        "0c949b640d9efb19c3245c820eceefc0192ed0eb461fcbe75a2860142eb93042",
        "5767db4c6eedd8730df7320df6f3c6b30f0428946930a2f328a28f1614bdb070",
        "cdbf04e4554b29ea003fc6dcec20d8da82da7df1d040c4383992202006e5d6d4")]
    [InlineData(
        NamedGroup.ffdhe3072, 35, 433, 506,
        "bf3f2dc618ab3e51af74fc1e521ddee7eadb423a7a59f4d7f28d5b0c97f3f06e",
        "1a75307cf14648432f193a79d1fac188964d9b51c1ab8c30313cf19039509d46",
        "9f7af8c93675b43e73b0d5548d9f161680489cf07822d908bd1388a30e2948de")]
    public void Leading_zeros_of_share_and_secret_are_kept(NamedGroup name, int draw, int client, int server, string clientHash, string serverHash, string secretHash)
    {
        var group = Exchange.Group(name);
        using var key = group.Generate(new ScriptedEntropy(Exponent(draw, client)));
        var (share, secret) = group.Respond(key.Share.Span, new ScriptedEntropy(Exponent(draw, server)));

        Assert.Equal((0, 0), (key.Share.Span[0], secret[0]));
        Assert.Equal(clientHash, Convert.ToHexStringLower(SHA256.HashData(key.Share.Span)));
        Assert.Equal(serverHash, Convert.ToHexStringLower(SHA256.HashData(share)));
        Assert.Equal(secretHash, Convert.ToHexStringLower(SHA256.HashData(secret)));
        Assert.Equal(secret, key.Agree(group, share));
    }

    private static int Length(NamedGroup name) => Exchange.Group(name).ClientShareLength;

    internal static byte[] Bytes(NamedGroup name, BigInteger value)
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[Length(name) - bytes.Length], .. bytes];
    }

    private static byte[] Exponent(int draw, int end)
    {
        byte[] bytes = [.. Enumerable.Range(0, draw - 4).Select(i => (byte)((7 * i) + 13)), 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(draw - 4), end);
        return bytes;
    }

    /// <summary>2^b - 2^(b-64) + (floor(2^(b-130) e) + X) 2^64 - 1, as RFC 7919 A has it.</summary>
    internal static BigInteger Prime(NamedGroup name)
    {
        var (b, x) = name == NamedGroup.ffdhe2048 ? (2048, 560316) : (3072, 2625351);
        BigInteger e = 0, term = BigInteger.One << b; // e = 1/0! + 1/1! + 1/2! + ..., with 130 bits to spare
        for (var n = 1; !term.IsZero; n++)
        {
            e += term;
            term /= n;
        }
        return (BigInteger.One << b) - (BigInteger.One << (b - 64)) + (((e >> 130) + x) << 64) - 1;
    }
}
