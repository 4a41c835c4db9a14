using Adit.Tls.Cryptography;

namespace Adit.Tls.Tests.Cryptography.KeyExchange;

public sealed class EcdheGroupTests
{
    private const string Order256 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    private const string Order384 = "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973";
    private const string Order521 = "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409";
    private const string GeneratorX256 = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
    private const string GeneratorX384 = "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7";

    private const string GeneratorX521 = "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66";

    [Fact]
    public void The_exchange_of_RFC_8448_section_5()
    {
        var group = Exchange.Group(NamedGroup.secp256r1);
        using var client = group.Generate(new ScriptedEntropy(Hex.Read("""
            ab 54 73 46 7e 19 34 6c eb 0a 04 14 e4 1d a2 1d 4d 24 45 bc 30 25 af e9 7c 4e 8d c8 d5 13 da 39
            """)));
        var server = group.Respond(client.Share.Span, new ScriptedEntropy(Hex.Read("""
            8c 51 06 01 f9 76 5b fb 8e d6 93 44 9a 48 98 98 59 b5 cf a8 79 cb 9f 54 43 c4 1c 5f f1 06 34 ed
            """)));

        Assert.Equal(Hex.Read("""
            04 a6 da 73 92 ec 59 1e 17 ab fd 53 59 64 b9 98 94 d1 3b ef b2 21 b3 de f2 eb e3 83 0e ac 8f 01 51 81 26
            77 c4 d6 d2 23 7e 85 cf 01 d6 91 0c fb 83 95 4e 76 ba 73 52 83 05 34 15 98 97 e8 06 57 80
            """), client.Share.ToArray());
        Assert.Equal(Hex.Read("""
            04 58 3e 05 4b 7a 66 67 2a e0 20 ad 9d 26 86 fc c8 5b 5a d4 1a 13 4a 0f 03 ee 72 b8 93 05 2b d8 5b 4c 8d
            e6 77 6f 5b 04 ac 07 d8 35 40 ea b3 e3 d9 c5 47 bc 65 28 c4 31 7d 29 46 86 09 3a 6c ad 7d
            """), server.Share);
        var secret = Hex.Read("c1 42 ce 13 ca 11 b5 c2 23 36 52 e6 3a d3 d9 78 44 f1 62 1f bf b9 de 69 d5 47 dc 8f ed ea be b4");
        Assert.Equal(secret, server.Secret);
        Assert.Equal(secret, client.Agree(group, server.Share));
    }

    [Flaw(25)]
    [Theory]
    [InlineData(NamedGroup.secp256r1, 32, 104890, "000078b074292fd4e81093700aa89bd5962da1276c27a55bcb771e7dd7e1b68c")]
    [InlineData(NamedGroup.secp384r1, 48, 190925, "0000661606ddd4cc73be203870be6be73cc76b4c23e3c8553156ca0ec9ab59e451ef1bde6edb79c72bd4f8fb50de5352")]
    [InlineData(NamedGroup.secp521r1, 66, 251949, "0000003bee1f058bd77866929e80c1ffc8bce84034452efd30bcb421404edcfb7d2a02c91e2ec64b1cda38b6b3f837f4409146045f364febc616046392d2ba2d6d4c")]
    [Requirement("RFC9846-7.4.2-01")]
    public void Leading_zeros_of_the_secret_are_kept(NamedGroup name, int length, int scalar, string secret)
    {
        var group = Exchange.Group(name);
        using var client = group.Generate(new ScriptedEntropy(Scalar(2, length)));
        var server = group.Respond(client.Share.Span, new ScriptedEntropy(Scalar(scalar, length)));

        Assert.Equal(Hex.Read(secret), server.Secret);
        Assert.Equal(Hex.Read(secret), client.Agree(group, server.Share));
    }

    [Theory]
    [InlineData(NamedGroup.secp256r1, Order256, GeneratorX256)]
    [InlineData(NamedGroup.secp384r1, Order384, GeneratorX384)]
    [InlineData(NamedGroup.secp521r1, Order521, GeneratorX521)]
    public void A_scalar_of_zero_or_not_below_the_order_is_drawn_again(NamedGroup name, string order, string generatorX)
    {
        var n = Hex.Read(order);
        byte[] greatest = [.. n[..^1], (byte)(n[^1] - 1)], above = [.. n[..^1], (byte)(n[^1] + 1)], ones = [.. n.Select(_ => (byte)0xFF)];
        var entropy = new ScriptedEntropy(new byte[n.Length], ones, n, above, greatest);

        using var key = Exchange.Group(name).Generate(entropy);

        Assert.Equal(0, entropy.Left);
        Assert.Equal(Hex.Read(generatorX), key.Share[1..(1 + n.Length)].ToArray()); // (n-1)G is -G
    }

    [Theory]
    [InlineData(NamedGroup.secp256r1)]
    [InlineData(NamedGroup.secp384r1)]
    [InlineData(NamedGroup.secp521r1)]
    [Requirement("RFC9846-4.3.8.2-01")]
    public void A_point_format_other_than_4_is_refused(NamedGroup name)
    {
        using var key = Exchange.Group(name).Generate(Entropy.System);
        foreach (byte format in new byte[] { 0, 1, 2, 3, 5, 6, 7, 0x84, 0xFF })
            Exchange.RefusesAsClientAndServer(name, [format, .. key.Share.Span[1..]]);
    }

    [Flaw(24)]
    [Theory]
    [InlineData(NamedGroup.secp256r1)]
    [InlineData(NamedGroup.secp384r1)]
    [InlineData(NamedGroup.secp521r1)]
    [Requirement("RFC9846-4.3.8.2-01")]
    public void A_point_off_the_curve_is_refused(NamedGroup name)
    {
        using var key = Exchange.Group(name).Generate(Entropy.System);
        foreach (var at in new[] { 1, key.Share.Length / 2, key.Share.Length - 1 })
        {
            var share = key.Share.ToArray();
            share[at] ^= 1;
            Exchange.RefusesAsClientAndServer(name, share);
        }
    }

    [Flaw(24)]
    [Theory]
    [InlineData(NamedGroup.secp256r1)]
    [InlineData(NamedGroup.secp384r1)]
    [InlineData(NamedGroup.secp521r1)]
    [Requirement("RFC9846-4.3.8.2-01")]
    public void Coordinates_not_below_the_prime_are_refused(NamedGroup name)
    {
        var length = Exchange.Group(name).ClientShareLength;
        Exchange.RefusesAsClientAndServer(name, [4, .. Enumerable.Repeat((byte)0xFF, length - 1)]);
    }

    private static byte[] Scalar(int value, int length)
    {
        var scalar = new byte[length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(scalar.AsSpan(length - 4), value);
        return scalar;
    }
}
