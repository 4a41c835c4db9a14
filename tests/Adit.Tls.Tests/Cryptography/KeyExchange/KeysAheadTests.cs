using System.Collections.Concurrent;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Tests.Cryptography.KeyExchange;

public sealed class KeysAheadTests : IDisposable
{
    private readonly SetClock time = new();
    private readonly Counted group = new(new X25519());
    private readonly KeysAhead keys;

    public KeysAheadTests() => keys = new KeysAhead(time);

    public void Dispose() => keys.Dispose();

    [Fact]
    public void A_group_that_nobody_asked_for_gets_no_key()
    {
        Assert.False(keys.WantsOne);
        keys.MakeOne();
        Assert.Empty(group.Made);
    }

    [Fact]
    public void A_key_that_was_missed_is_made_for_the_next_handshake()
    {
        using var missed = keys.NewKey(group);
        Assert.True(keys.WantsOne);
        keys.MakeOne();
        Assert.False(keys.WantsOne);
        using var ready = keys.NewKey(group);
        Assert.Equal([missed, ready], group.Made);
        Assert.True(keys.WantsOne);
    }

    [Fact]
    public void The_key_of_one_group_is_not_that_of_another()
    {
        var other = new Counted(new Secp256r1());
        keys.NewKey(group).Dispose();
        keys.MakeOne();
        using var key = keys.NewKey(other);
        Assert.Equal(NamedGroup.secp256r1, key.Group);
        Assert.Equal(1, keys.Ready);
    }

    [Fact]
    public void As_many_lie_ready_as_were_missed_at_once_up_to_a_limit()
    {
        for (var i = 0; i < 3; i++) keys.NewKey(group).Dispose();
        MakeAll();
        Assert.Equal(3, keys.Ready);
        for (var i = 0; i < 100; i++) keys.NewKey(group).Dispose();
        MakeAll();
        Assert.Equal(KeysAhead.Most, keys.Ready);
    }

    [Fact]
    public void A_key_that_has_lain_too_long_is_used_by_nobody()
    {
        for (var i = 0; i < 3; i++) keys.NewKey(group).Dispose();
        MakeAll();
        time.Now += KeysAhead.Longest;
        using var inTime = keys.NewKey(group);
        Assert.Same(group.Made[5], inTime);
        time.Now += TimeSpan.FromTicks(1);
        using var fresh = keys.NewKey(group);
        Assert.Same(group.Made[6], fresh);
        Assert.Equal(0, keys.Ready);
        Assert.All(group.Made.Take(5), AssertDisposed);
        MakeAll();
        Assert.Equal(1, keys.Ready);
    }

    [Fact]
    public void What_nobody_used_is_overwritten_at_the_end()
    {
        for (var i = 0; i < 3; i++) keys.NewKey(group).Dispose();
        MakeAll();
        keys.Dispose();
        Assert.Equal(6, group.Made.Count);
        Assert.All(group.Made, AssertDisposed);
        Assert.Equal(0, keys.Ready);
    }

    [Fact]
    public void One_that_is_being_made_at_the_end_is_overwritten_too()
    {
        keys.NewKey(group).Dispose();
        group.Meanwhile = keys.Dispose;
        keys.MakeOne();
        Assert.Equal(2, group.Made.Count);
        Assert.All(group.Made, AssertDisposed);
        group.Meanwhile = () => { };
        using var key = keys.NewKey(group);
        Assert.False(keys.WantsOne);
    }

    [Fact]
    public void Two_that_make_keys_at_once_make_no_more_than_are_wanted()
    {
        keys.NewKey(group).Dispose();
        group.Meanwhile = () =>
        {
            Assert.False(keys.WantsOne);
            keys.MakeOne();
        };
        keys.MakeOne();
        Assert.Equal(1, keys.Ready);
    }

    [Fact]
    public void A_group_that_fails_is_left_alone_until_a_handshake_asks_for_it_again()
    {
        keys.NewKey(group).Dispose();
        group.Meanwhile = () => throw new InvalidOperationException("No key today.");
        keys.MakeOne();
        Assert.False(keys.WantsOne);
        Assert.Throws<InvalidOperationException>(() => keys.NewKey(group));
        Assert.True(keys.WantsOne);
    }

    [Fact]
    public void No_key_is_given_to_two()
    {
        const int threads = 4, each = 2000;
        var given = new ConcurrentBag<EphemeralKey>();
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            for (var i = 0; i < each; i++)
            {
                if (i % 3 == 0) keys.MakeOne();
                given.Add(keys.NewKey(group));
            }
        });
        Assert.Equal(threads * each, given.Select(key => Convert.ToHexString(key.Share.Span)).Distinct().Count());
        Assert.True(group.Made.Count > threads * each || keys.Ready == 0);
        var peer = new X25519().Generate(Entropy.System).Share;
        foreach (var key in given) key.Agree(peer.Span, new byte[group.SharedSecretLength]);
    }

    [Theory]
    [InlineData(NamedGroup.X25519MLKEM768)]
    [InlineData(NamedGroup.secp384r1)]
    [InlineData(NamedGroup.ffdhe2048)]
    public void Keys_made_ahead_agree_like_any_other_at_both_ends(NamedGroup name)
    {
        var exchange = Exchange.Group(name);
        for (var i = 0; i < 2; i++)
        {
            using var key = keys.NewKey(exchange);
            var server = exchange.Respond(key.Share.Span, keys);
            Assert.Equal(server.Secret, key.Agree(exchange, server.Share));
            MakeAll();
        }

        Assert.NotEqual(0, keys.Ready);
    }

    private void MakeAll()
    {
        while (keys.WantsOne) keys.MakeOne();
    }

    private static void AssertDisposed(EphemeralKey key) =>
        Assert.Throws<ObjectDisposedException>(() => key.Agree(new byte[32], new byte[32]));

    /// <summary>A group that remembers its keys, and has something happen while it makes one.</summary>
    private sealed class Counted(KeyExchangeGroup of) : KeyExchangeGroup
    {
        private readonly List<EphemeralKey> made = [];

        public IReadOnlyList<EphemeralKey> Made => made;

        public Action Meanwhile { get; set; } = () => { };

        public override NamedGroup Name => of.Name;

        public override int ClientShareLength => of.ClientShareLength;

        public override int ServerShareLength => of.ServerShareLength;

        public override int SharedSecretLength => of.SharedSecretLength;

        public override EphemeralKey Generate(Entropy entropy)
        {
            Meanwhile();
            var key = of.Generate(entropy);
            lock (made) made.Add(key);
            return key;
        }

        public override void Respond(ReadOnlySpan<byte> clientShare, Span<byte> serverShare, Span<byte> sharedSecret, Entropy entropy) =>
            of.Respond(clientShare, serverShare, sharedSecret, entropy);
    }
}
