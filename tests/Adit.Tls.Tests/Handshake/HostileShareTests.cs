using System.Numerics;
using Adit.Tls.Cryptography;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Tests.Cryptography;
using Adit.Tls.Tests.Cryptography.KeyExchange;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Shares that no honest peer makes, through whole handshakes, of every group and to both roles. References: RFC 9846 4.3.8, 7.4.</summary>
public sealed class HostileShareTests
{
    private const int EncapsulationKey768 = 1184;
    private const int EncapsulationKey1024 = 1568;
    private const int Coefficient = 3329;

    /// <summary>A group, the name of a change, and the role that must refuse it.</summary>
    public static TheoryData<NamedGroup, string, TlsRole> Shares => new(
        from change in Changes
        from role in change.Value.ToServerOnly ? new[] { TlsRole.Server } : [TlsRole.Client, TlsRole.Server]
        select (change.Key.Group, change.Key.Name, role));

    private static Dictionary<(NamedGroup Group, string Name), (Action<byte[]> Change, bool ToServerOnly)> Changes { get; } = All().ToDictionary(c => (c.Group, c.Name), c => (c.Change, c.ToServerOnly));

    [Flaw(22, 24)]
    [Theory]
    [MemberData(nameof(Shares))]
    public void A_share_that_is_no_key_is_refused(NamedGroup group, string change, TlsRole receiver)
    {
        using var pair = Changed(group, receiver, Changes[(group, change)].Change);
        pair.AssertRefusedBy(receiver, AlertDescription.illegal_parameter, "4.3.8");
    }

    [Flaw(23)]
    [Theory]
    [InlineData(NamedGroup.MLKEM768, 0, 1088)]
    [InlineData(NamedGroup.MLKEM1024, 0, 1568)]
    [InlineData(NamedGroup.X25519MLKEM768, 0, 1088)]
    public void Each_byte_of_a_ciphertext_that_is_changed_gives_another_secret(NamedGroup name, int start, int length)
    {
        var group = Exchange.Group(name);
        for (var at = start; at < start + length; at++)
        {
            using var key = group.Generate(Entropy.System);
            var (share, secret) = group.Respond(key.Share.Span, Entropy.System);
            share[at] ^= 1;
            Assert.False(key.Agree(group, share).AsSpan().SequenceEqual(secret), $"The byte {at} was not looked at.");
        }
    }

    // The list is judged before one share of it is computed with: the server draws no randomness for the key exchange.
    [Flaw(20)]
    [Theory]
    [InlineData(NamedGroup.X25519MLKEM768, 2)]
    [InlineData(NamedGroup.x25519, 1000)]
    [InlineData(NamedGroup.secp256r1, 900)]
    public void A_share_that_comes_twice_is_refused_before_one_is_computed_with(NamedGroup group, int times)
    {
        using var pair = new HandshakePair(
            Endpoints.Client with { Policy = Endpoints.PolicyOf(group) }, Endpoints.Server with { Policy = Endpoints.PolicyOf(group) }, serverEntropy: new ScriptedEntropy());
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello =>
        {
            byte[] all = [.. Enumerable.Repeat(hello[ExtensionType.key_share][2..], times).SelectMany(share => share)];
            hello[ExtensionType.key_share] = [(byte)(all.Length >> 8), (byte)all.Length, .. all];
        }));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.8", "two shares for");
    }

    private static IEnumerable<(NamedGroup Group, string Name, Action<byte[]> Change, bool ToServerOnly)> All()
    {
        foreach (var point in X25519Tests.PointsOfSmallOrder)
        {
            yield return (NamedGroup.x25519, point, share => Hex.Read(point).CopyTo(share, 0), false);
            yield return (NamedGroup.X25519MLKEM768, point, share => Hex.Read(point).CopyTo(share.AsSpan(^32)), false);
        }

        foreach (var (group, point) in new[]
        {
            (NamedGroup.secp256r1, 65), (NamedGroup.secp384r1, 97), (NamedGroup.secp521r1, 133), (NamedGroup.SecP256r1MLKEM768, 65), (NamedGroup.SecP384r1MLKEM1024, 97),
        })
        {
            yield return (group, "off the curve", share => share[point - 1] ^= 1, false);
            yield return (group, "the point at infinity", share => share.AsSpan(0, point).Clear(), false);
            yield return (group, "the origin", share => share.AsSpan(1, point - 1).Clear(), false);
            yield return (group, "beyond the prime", share => share.AsSpan(1, point - 1).Fill(0xff), false);
            yield return (group, "compressed", share => share[0] = 2, false);
        }

        foreach (var (group, start, length) in new[]
        {
            (NamedGroup.MLKEM768, 0, EncapsulationKey768), (NamedGroup.X25519MLKEM768, 0, EncapsulationKey768), (NamedGroup.SecP256r1MLKEM768, 65, EncapsulationKey768),
            (NamedGroup.MLKEM1024, 0, EncapsulationKey1024), (NamedGroup.SecP384r1MLKEM1024, 97, EncapsulationKey1024),
        })
        {
            yield return (group, "first coefficient not reduced", share => SetFirst(share, start, Coefficient), true);
            yield return (group, "middle coefficient not reduced", share => SetFirst(share, start + 384, 4095), true);
            yield return (group, "last coefficient not reduced", share => SetFirst(share, start + length - 32 - 3, Coefficient), true); // 32 bytes of rho end the key
        }

        foreach (var group in new[] { NamedGroup.ffdhe2048, NamedGroup.ffdhe3072 })
        {
            var prime = FfdheGroupTests.Prime(group);
            foreach (var (name, value) in new[] { ("0", BigInteger.Zero), ("1", 1), ("p - 1", prime - 1), ("p", prime), ("p + 1", prime + 1), ("outside the subgroup", prime - 2) })
                yield return (group, name, share => FfdheGroupTests.Bytes(group, value).CopyTo(share, 0), false);
        }
    }

    /// <summary>The first of the two coefficients that three bytes hold.</summary>
    private static void SetFirst(byte[] share, int at, int coefficient)
    {
        share[at] = (byte)coefficient;
        share[at + 1] = (byte)((share[at + 1] & 0xf0) | (coefficient >> 8));
    }

    private static HandshakePair Changed(NamedGroup group, TlsRole receiver, Action<byte[]> change)
    {
        var policy = Endpoints.PolicyOf(group);
        var pair = new HandshakePair(Endpoints.Client with { Policy = policy }, Endpoints.Server with { Policy = policy });
        var (sender, message, head) = receiver == TlsRole.Server ? (pair.FromClient, HandshakeType.client_hello, 6) : (pair.FromServer, HandshakeType.server_hello, 4);
        sender.Tamper = flight => flight.Change(message, EditableHello.Edit(hello =>
        {
            var share = hello[ExtensionType.key_share][head..];
            change(share);
            hello[ExtensionType.key_share] = [.. hello[ExtensionType.key_share][..head], .. share];
        }));
        return pair.Run();
    }
}
