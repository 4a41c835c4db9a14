using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Tests.Cryptography.KeyExchange;

public sealed class EveryGroupTests
{
    public static TheoryData<NamedGroup, int, int, int> Groups => new()
    {
        { NamedGroup.X25519MLKEM768, 1216, 1120, 64 },
        { NamedGroup.SecP256r1MLKEM768, 1249, 1153, 64 },
        { NamedGroup.SecP384r1MLKEM1024, 1665, 1665, 80 },
        { NamedGroup.x25519, 32, 32, 32 },
        { NamedGroup.secp256r1, 65, 65, 32 },
        { NamedGroup.secp384r1, 97, 97, 48 },
        { NamedGroup.secp521r1, 133, 133, 66 },
        { NamedGroup.MLKEM768, 1184, 1088, 32 },
        { NamedGroup.MLKEM1024, 1568, 1568, 32 },
        { NamedGroup.ffdhe3072, 384, 384, 384 },
        { NamedGroup.ffdhe2048, 256, 256, 256 },
    };

    [Fact]
    public void These_tests_are_of_every_group() =>
        Assert.Equal(KeyExchangeGroups.All.Names, Groups.Select(row => row.Data.Item1));

    [Theory, MemberData(nameof(Groups))]
    public void Those_with_ML_KEM_in_them_are_post_quantum(NamedGroup name, int clientShare, int serverShare, int secret)
    {
        Assert.Equal(name.ToString().Contains("MLKEM", StringComparison.Ordinal), Exchange.Group(name).IsPostQuantum);
        Assert.True(clientShare > 0 && serverShare > 0 && secret > 0);
    }

    [Theory, MemberData(nameof(Groups))]
    [Requirement("RFC9846-9.1-02")]
    public void Both_sides_reach_one_secret_by_shares_of_the_right_sizes(NamedGroup name, int clientShare, int serverShare, int secret)
    {
        var group = Exchange.Group(name);
        using var key = group.Generate(Entropy.System);
        var server = group.Respond(key.Share.Span, Entropy.System);

        Assert.Equal(name, group.Name);
        Assert.Equal(name, key.Group);
        Assert.Equal((clientShare, serverShare, secret), (group.ClientShareLength, group.ServerShareLength, group.SharedSecretLength));
        Assert.Equal((clientShare, serverShare, secret), (key.Share.Length, server.Share.Length, server.Secret.Length));
        Assert.Equal(server.Secret, key.Agree(group, server.Share));
    }

    [Theory, MemberData(nameof(Groups))]
    [Requirement("RFC9846-4.3.8-06", "RFC9846-4.3.8-10")]
    public void Two_exchanges_share_nothing(NamedGroup name, int clientShare, int serverShare, int secret)
    {
        var group = Exchange.Group(name);
        using var one = group.Generate(Entropy.System);
        using var other = group.Generate(Entropy.System);
        var first = group.Respond(one.Share.Span, Entropy.System);
        var second = group.Respond(one.Share.Span, Entropy.System);

        Assert.False(one.Share.Span.SequenceEqual(other.Share.Span));
        Assert.NotEqual(first.Share, second.Share);
        Assert.NotEqual(first.Secret, second.Secret);
        Assert.Equal((clientShare, serverShare, secret), (one.Share.Length, first.Share.Length, first.Secret.Length));
    }

    [Theory]
    [InlineData(NamedGroup.X25519MLKEM768, 64 + 32, 32 + 32)]
    [InlineData(NamedGroup.x25519, 32, 32)]
    [InlineData(NamedGroup.secp256r1, 32, 32)]
    [InlineData(NamedGroup.secp384r1, 48, 48)]
    [InlineData(NamedGroup.secp521r1, 66, 66)]
    [InlineData(NamedGroup.SecP256r1MLKEM768, 32 + 64, 32 + 32)]
    [InlineData(NamedGroup.MLKEM768, 64, 32)]
    [InlineData(NamedGroup.ffdhe2048, 29, 29)]
    [InlineData(NamedGroup.ffdhe3072, 35, 35)]
    public void The_same_randomness_replays_the_same_bytes_and_no_other_is_drawn(NamedGroup name, int clientDraw, int serverDraw)
    {
        var group = Exchange.Group(name);
        byte[] ofClient = [.. Enumerable.Range(1, clientDraw).Select(i => (byte)i)], ofServer = [.. Enumerable.Range(101, serverDraw).Select(i => (byte)i)];
        var transcripts = new List<byte[]>();
        for (var i = 0; i < 2; i++)
        {
            ScriptedEntropy client = new(ofClient), server = new(ofServer);
            using var key = group.Generate(client);
            var (share, secret) = group.Respond(key.Share.Span, server);
            transcripts.Add([.. key.Share.Span, .. share, .. secret]);
            Assert.Equal((0, 0), (client.Left, server.Left));
        }
        Assert.Equal(transcripts[0], transcripts[1]);
    }

    [Flaw(21)]
    [Theory, MemberData(nameof(Groups))]
    public void A_share_of_any_other_length_is_refused_before_randomness_is_spent(NamedGroup name, int clientShare, int serverShare, int secret)
    {
        var group = Exchange.Group(name);
        using var key = group.Generate(Entropy.System);
        byte[] ofClient = [.. key.Share.Span, 4, 4], ofServer = [.. group.Respond(key.Share.Span, Entropy.System).Share, 4, 4];
        foreach (var length in OtherLengths(clientShare))
        {
            var nothing = new ScriptedEntropy();
            var refused = Assert.Throws<TlsException>(() => group.Respond(ofClient.AsSpan(0, length), new byte[serverShare], new byte[secret], nothing));
            Assert.Equal(AlertDescription.illegal_parameter, refused.AlertSent);
        }
        foreach (var length in OtherLengths(serverShare)) Exchange.RefusesAsClient(name, ofServer[..length]);
    }

    [Theory, MemberData(nameof(Groups))]
    public void A_key_agrees_once(NamedGroup name, int clientShare, int serverShare, int secret)
    {
        var group = Exchange.Group(name);
        using var key = group.Generate(Entropy.System);
        var server = group.Respond(key.Share.Span, Entropy.System);
        key.Agree(server.Share, new byte[secret]);

        Assert.Throws<ObjectDisposedException>(() => key.Agree(server.Share, new byte[secret]));
        Assert.Equal((clientShare, serverShare), (key.Share.Length, server.Share.Length));
    }

    [Theory, MemberData(nameof(Groups))]
    public void A_disposed_key_agrees_never(NamedGroup name, int clientShare, int serverShare, int secret)
    {
        var group = Exchange.Group(name);
        var key = group.Generate(Entropy.System);
        var server = group.Respond(key.Share.Span, Entropy.System);
        key.Dispose();
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Agree(server.Share, new byte[secret]));
        Assert.Equal((clientShare, serverShare), (key.Share.Length, server.Share.Length));
    }

    [Theory, MemberData(nameof(Groups))]
    public void A_share_of_zeros_is_refused(NamedGroup name, int clientShare, int serverShare, int secret)
    {
        Assert.NotEqual(0, secret);
        if (name is NamedGroup.MLKEM768 or NamedGroup.MLKEM1024) return; // a valid key there, and a ciphertext that decapsulates to a secret nobody knows
        Exchange.RefusesAsServer(name, new byte[clientShare]);
        Exchange.RefusesAsClient(name, new byte[serverShare]);
    }

    [Theory, MemberData(nameof(Groups))]
    public void Room_of_the_wrong_size_is_the_callers_fault(NamedGroup name, int clientShare, int serverShare, int secret)
    {
        var group = Exchange.Group(name);
        using var key = group.Generate(Entropy.System);
        var share = key.Share.ToArray();

        Assert.Equal(clientShare, share.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => group.Respond(share, new byte[serverShare - 1], new byte[secret], Entropy.System));
        Assert.Throws<ArgumentOutOfRangeException>(() => group.Respond(share, new byte[serverShare], new byte[secret - 1], Entropy.System));
        Assert.Throws<ArgumentOutOfRangeException>(() => key.Agree(group.Respond(share, Entropy.System).Share, new byte[secret + 1]));
    }

    [Theory]
    [InlineData(NamedGroup.x448)]
    [InlineData(NamedGroup.ffdhe4096)]
    [InlineData(NamedGroup.MLKEM512)]
    [InlineData((NamedGroup)0x0A0A)]
    public void A_group_not_spoken_here_is_not_found(NamedGroup name) => Assert.Null(KeyExchangeGroups.All.Find(name));

    [Theory]
    [InlineData(NamedGroup.X25519MLKEM768)]
    [InlineData(NamedGroup.x25519)]
    [InlineData(NamedGroup.ffdhe2048)]
    public void What_another_library_computes_is_not_the_platforms(NamedGroup name) => Assert.Null(KeyExchangeGroups.OfPlatform.Find(name));

    private static IEnumerable<int> OtherLengths(int right) => Enumerable.Range(0, right + 3).Where(length => length != right);
}
