using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Tests.Cryptography.KeyExchange;

/// <summary>The hybrids whose classical half comes first. References: RFC 10024 4.</summary>
public sealed class EcdhFirstHybridTests
{
    public static TheoryData<NamedGroup, NamedGroup, NamedGroup> Hybrids => new()
    {
        { NamedGroup.SecP256r1MLKEM768, NamedGroup.secp256r1, NamedGroup.MLKEM768 },
        { NamedGroup.SecP384r1MLKEM1024, NamedGroup.secp384r1, NamedGroup.MLKEM1024 },
    };

    [Theory, MemberData(nameof(Hybrids))]
    public void Shares_and_secret_are_ECDH_first_and_each_half_stands_alone(NamedGroup name, NamedGroup classical, NamedGroup mlKem)
    {
        var (hybrid, first, second) = (Exchange.Group(name), Exchange.Group(classical), Exchange.Group(mlKem));
        using var firstKey = first.Generate(Entropy.System);
        using var secondKey = second.Generate(Entropy.System);

        var (share, secret) = hybrid.Respond([.. firstKey.Share.Span, .. secondKey.Share.Span], Entropy.System);

        Assert.Equal(firstKey.Agree(first, share.AsSpan(0, first.ServerShareLength)), secret[..first.SharedSecretLength]);
        Assert.Equal(secondKey.Agree(second, share.AsSpan(first.ServerShareLength)), secret[first.SharedSecretLength..]);
    }

    [Theory, MemberData(nameof(Hybrids))]
    public void A_point_off_the_curve_is_refused_in_either_role(NamedGroup name, NamedGroup classical, NamedGroup mlKem)
    {
        Assert.NotEqual(classical, mlKem);
        using var key = Exchange.Group(name).Generate(Entropy.System);
        var (clientShare, serverShare) = (key.Share.ToArray(), Exchange.Group(name).Respond(key.Share.Span, Entropy.System).Share);
        clientShare[1] ^= 1;
        serverShare[1] ^= 1;
        Exchange.RefusesAsServer(name, clientShare);
        Exchange.RefusesAsClient(name, serverShare);
    }

    [Flaw(22)]
    [Theory, MemberData(nameof(Hybrids))]
    public void An_encapsulation_key_with_an_unreduced_coefficient_is_refused(NamedGroup name, NamedGroup classical, NamedGroup mlKem)
    {
        var begin = Exchange.Group(classical).ClientShareLength;
        using var key = Exchange.Group(name).Generate(Entropy.System);
        var last = Exchange.Group(mlKem).ClientShareLength - 32 - 3; // rho ends the key
        foreach (var (at, coefficient) in new[] { (0, 3329), (0, 4095), (576, 3329), (last, 3329), (last, 4095) })
        {
            var share = key.Share.ToArray();
            share[begin + at] = (byte)coefficient; // the first of the two coefficients that three bytes hold
            share[begin + at + 1] = (byte)((share[begin + at + 1] & 0xF0) | (coefficient >> 8));
            Exchange.RefusesAsServer(name, share);
        }
    }

    [Theory, MemberData(nameof(Hybrids))]
    public void A_flipped_bit_in_the_ciphertext_gives_another_secret(NamedGroup name, NamedGroup classical, NamedGroup mlKem)
    {
        var (hybrid, half) = (Exchange.Group(name), Exchange.Group(classical));
        Assert.Equal(Exchange.Group(mlKem).SharedSecretLength + half.SharedSecretLength, hybrid.SharedSecretLength);
        for (var at = half.ServerShareLength; at < hybrid.ServerShareLength; at += 97)
        {
            using var key = hybrid.Generate(Entropy.System);
            var (share, secret) = hybrid.Respond(key.Share.Span, Entropy.System);
            share[at] ^= 1;
            var changed = key.Agree(hybrid, share);
            Assert.Equal(secret[..half.SharedSecretLength], changed[..half.SharedSecretLength]);
            Assert.NotEqual(secret[half.SharedSecretLength..], changed[half.SharedSecretLength..]);
        }
    }
}
