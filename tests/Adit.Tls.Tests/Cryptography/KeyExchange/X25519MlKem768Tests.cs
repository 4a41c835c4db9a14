using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Tests.Cryptography.KeyExchange;

public sealed class X25519MlKem768Tests
{
    private const int EncapsulationKey = 1184;
    private const int Ciphertext = 1088;

    private static readonly KeyExchangeGroup group = Exchange.Group(NamedGroup.X25519MLKEM768);

    [Fact]
    public void Shares_and_secret_are_ML_KEM_first_and_nothing_but_the_two_halves()
    {
        byte[] seed = Bytes(64, 1), m = Bytes(32, 2), clientScalar = Bytes(32, 3), serverScalar = Bytes(32, 4);
        var mlKem = new MlKem768();
        var x25519 = Exchange.Group(NamedGroup.x25519);
        using var mlKemKey = mlKem.Generate(new ScriptedEntropy(seed));
        using var x25519Key = x25519.Generate(new ScriptedEntropy(clientScalar));
        var mlKemServer = mlKem.Respond(mlKemKey.Share.Span, new ScriptedEntropy(m));
        var x25519Server = x25519.Respond(x25519Key.Share.Span, new ScriptedEntropy(serverScalar));

        using var key = group.Generate(new ScriptedEntropy(seed, clientScalar));
        var server = group.Respond(key.Share.Span, new ScriptedEntropy(m, serverScalar));

        Assert.Equal([.. mlKemKey.Share.Span, .. x25519Key.Share.Span], key.Share.ToArray());
        Assert.Equal([.. mlKemServer.Share, .. x25519Server.Share], server.Share);
        Assert.Equal([.. mlKemServer.Secret, .. x25519Server.Secret], server.Secret);
        Assert.Equal(server.Secret, key.Agree(group, server.Share));
    }

    [Flaw(22)]
    [Fact]
    public void An_encapsulation_key_with_an_unreduced_coefficient_is_refused()
    {
        using var key = group.Generate(Entropy.System);
        foreach (var (at, coefficient) in new[] { (0, 3329), (0, 4095), (576, 3329), (1149, 3329), (1149, 4095) })
        {
            var share = key.Share.ToArray();
            share[at] = (byte)coefficient; // the first of the two coefficients that three bytes hold
            share[at + 1] = (byte)((share[at + 1] & 0xF0) | (coefficient >> 8));
            Exchange.RefusesAsServer(NamedGroup.X25519MLKEM768, share);
        }
    }

    [Flaw(24)]
    [Fact]
    public void An_X25519_half_of_small_order_is_refused_in_either_role()
    {
        using var key = group.Generate(Entropy.System);
        var server = group.Respond(key.Share.Span, Entropy.System);
        foreach (var point in new[] { new byte[32], [1, .. new byte[31]] })
        {
            Exchange.RefusesAsServer(NamedGroup.X25519MLKEM768, [.. key.Share.Span[..EncapsulationKey], .. point]);
            Exchange.RefusesAsClient(NamedGroup.X25519MLKEM768, [.. server.Share[..Ciphertext], .. point]);
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_the_ciphertext_gives_another_secret()
    {
        var entropy = Bytes(96, 7);
        using var key = group.Generate(new ScriptedEntropy(entropy));
        var server = group.Respond(key.Share.Span, Entropy.System);
        for (var at = 0; at < Ciphertext; at += 17)
        {
            var share = (byte[])server.Share.Clone();
            share[at] ^= 1;
            using var again = group.Generate(new ScriptedEntropy(entropy));
            var secret = again.Agree(group, share);
            Assert.NotEqual(server.Secret[..32], secret[..32]);
            Assert.Equal(server.Secret[32..], secret[32..]);
        }
    }

    private static byte[] Bytes(int count, byte start) => [.. Enumerable.Range(0, count).Select(i => (byte)(start + (31 * i)))];
}
