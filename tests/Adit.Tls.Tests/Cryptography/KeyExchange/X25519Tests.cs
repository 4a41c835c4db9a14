using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Tests.Cryptography.KeyExchange;

public sealed class X25519Tests
{
    private static readonly KeyExchangeGroup group = Exchange.Group(NamedGroup.x25519);

    /// <summary>Every point of small order, canonical or not, that RFC 7748 6.1 warns of.</summary>
    public static TheoryData<string> PointsOfSmallOrder =>
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];

    [Fact]
    [Requirement("RFC9846-7.4.2-02")]
    public void The_exchange_of_RFC_7748_section_6_1() => Check(
        "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
        "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
        "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
        "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
        "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");

    [Fact]
    public void The_exchange_of_RFC_8448_section_3() => Check(
        "49 af 42 ba 7f 79 94 85 2d 71 3e f2 78 4b cb ca a7 91 1d e2 6a dc 56 42 cb 63 45 40 e7 ea 50 05",
        "99 38 1d e5 60 e4 bd 43 d2 3d 8e 43 5a 7d ba fe b3 c0 6e 51 c1 3c ae 4d 54 13 69 1e 52 9a af 2c",
        "b1 58 0e ea df 6d d5 89 b8 ef 4f 2d 56 52 57 8c c8 10 e9 98 01 91 ec 8d 05 83 08 ce a2 16 a2 1e",
        "c9 82 88 76 11 20 95 fe 66 76 2b db f7 c6 72 e1 56 d6 cc 25 3b 83 3d f1 dd 69 b1 b0 4e 75 1f 0f",
        "8b d4 05 4f b5 5b 9d 63 fd fb ac f9 f0 4b 9f 0d 35 e6 d6 3f 53 75 63 ef d4 62 72 90 0f 89 49 2d");

    [Fact]
    [Requirement("RFC9846-7.4.2-02")]
    public void A_thousand_steps_of_RFC_7748_section_5_2()
    {
        byte[] scalar = [9, .. new byte[31]], point = [9, .. new byte[31]];
        for (var i = 0; i < 1000; i++)
        {
            var result = new byte[32];
            Assert.True(Libsodium.X25519(scalar, point, result));
            (scalar, point) = (result, scalar);
        }
        Assert.Equal(Hex.Read("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"), scalar);
    }

    [Flaw(24)]
    [Theory]
    [MemberData(nameof(PointsOfSmallOrder))]
    [Requirement("RFC9846-7.4.2-03")]
    public void A_point_of_small_order_is_refused(string point) => Exchange.RefusesAsClientAndServer(NamedGroup.x25519, Hex.Read(point));

    private static void Check(string clientScalar, string clientShare, string serverScalar, string serverShare, string secret)
    {
        using var client = group.Generate(new ScriptedEntropy(Hex.Read(clientScalar)));
        var server = group.Respond(client.Share.Span, new ScriptedEntropy(Hex.Read(serverScalar)));

        Assert.Equal(Hex.Read(clientShare), client.Share.ToArray());
        Assert.Equal(Hex.Read(serverShare), server.Share);
        Assert.Equal(Hex.Read(secret), server.Secret);
        Assert.Equal(Hex.Read(secret), client.Agree(group, server.Share));
    }
}
