using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Tests.Cryptography.KeyExchange;

public sealed class KeysAheadTests : IDisposable
{
    private readonly TwoClocks time = new();
    private readonly Remembered group = new(new X25519());
    private readonly KeysAhead keys;

    public KeysAheadTests() => keys = new KeysAhead(time);

    public void Dispose() => keys.Dispose();

    [Fact]
    public void A_group_that_nobody_asked_for_gets_no_key()
    {
        Assert.False(keys.WantsOne);
        keys.MakeOne();
        Assert.Equal(0, keys.Ready);
    }

    [Fact]
    public void Once_a_group_was_asked_for_the_key_of_the_next_handshake_is_made()
    {
        var first = keys.NewKey(group);
        Assert.True(keys.WantsOne);
        keys.MakeOne();
        Assert.False(keys.WantsOne);
        Assert.Equal(1, keys.Ready);
        var second = keys.NewKey(group);
        Assert.Equal([first, second], group.Made);
        Assert.Equal(0, keys.Ready);
        Assert.True(keys.WantsOne);
    }

    [Fact]
    public void The_key_of_one_group_is_not_that_of_another_by_the_same_name()
    {
        var otherLibrary = new Remembered(new X25519());
        keys.NewKey(group);
        keys.MakeOne();
        Assert.Same(keys.NewKey(otherLibrary), Assert.Single(otherLibrary.Made));
        Assert.Equal(1, keys.Ready);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(60, 60, true)]
    [InlineData(61, 61, false)]
    [InlineData(61, 1, false)]
    [InlineData(-1, 1, false)]
    [InlineData(30, 61, false)]
    public void A_key_is_used_within_a_minute_of_both_clocks(int timeOfDay, int awake, bool isUsed)
    {
        keys.NewKey(group);
        keys.MakeOne();
        time.Now += TimeSpan.FromSeconds(timeOfDay);
        time.Awake += TimeSpan.FromSeconds(awake);
        var key = keys.NewKey(group);
        Assert.Equal(isUsed ? 2 : 3, group.Made.Count);
        Assert.Same(group.Made[^1], key);
        if (!isUsed) AssertOverwritten(group.Made[1]);
        Assert.Equal(0, keys.Ready);
        Assert.True(keys.WantsOne);
    }

    [Fact]
    public void What_nobody_used_is_overwritten_at_the_end_and_nothing_is_made_after_it()
    {
        keys.NewKey(group);
        keys.MakeOne();
        keys.Dispose();
        AssertOverwritten(group.Made[1]);
        Assert.Equal(0, keys.Ready);
        keys.NewKey(group);
        Assert.False(keys.WantsOne);
    }

    [Fact]
    public void A_key_that_is_being_made_at_the_end_is_overwritten_too()
    {
        keys.NewKey(group);
        group.Meanwhile = keys.Dispose;
        keys.MakeOne();
        AssertOverwritten(group.Made[1]);
        Assert.Equal(0, keys.Ready);
    }

    [Fact]
    public void While_one_makes_a_key_no_other_makes_it_too()
    {
        var isWanted = true;
        keys.NewKey(group);
        group.Meanwhile = () => isWanted = keys.WantsOne;
        keys.MakeOne();
        Assert.False(isWanted);
    }

    [Fact]
    public void Of_two_keys_that_were_made_at_once_one_is_overwritten()
    {
        keys.NewKey(group);
        group.Meanwhile = () =>
        {
            group.Meanwhile = () => { };
            keys.NewKey(group);
            keys.MakeOne();
        };
        keys.MakeOne();
        Assert.Equal(4, group.Made.Count);
        AssertOverwritten(group.Made[3]);
        Assert.False(keys.WantsOne);
        Assert.Same(group.Made[2], keys.NewKey(group));
    }

    [Fact]
    public void A_key_that_is_stored_is_wanted_no_more_whoever_asked_meanwhile()
    {
        keys.NewKey(group);
        group.Meanwhile = () =>
        {
            group.Meanwhile = () => { };
            keys.NewKey(group);
        };
        keys.MakeOne();
        Assert.Equal(1, keys.Ready);
        Assert.False(keys.WantsOne);
    }

    [Fact]
    public void A_group_that_fails_is_left_alone_until_a_handshake_asks_for_it_again()
    {
        keys.NewKey(group);
        group.Meanwhile = () => throw new InvalidOperationException("No key today.");
        keys.MakeOne();
        Assert.False(keys.WantsOne);
        Assert.Throws<InvalidOperationException>(() => keys.NewKey(group));
        Assert.True(keys.WantsOne);
    }

    [Theory]
    [InlineData(NamedGroup.ffdhe2048)]
    [InlineData(NamedGroup.ffdhe3072)]
    public void A_key_that_could_not_be_overwritten_is_not_made_ahead(NamedGroup name)
    {
        keys.NewKey(Exchange.Group(name));
        Assert.False(keys.WantsOne);
    }

    [Fact]
    public void Nor_is_that_of_a_hybrid_of_which_a_half_could_not()
    {
        Assert.False(new MlKem1024().OverwritesKeys);
        Assert.False(new SecP384r1MlKem1024(new MlKem1024()).OverwritesKeys);
        Assert.True(new SecP256r1MlKem768(new MlKem768()).OverwritesKeys);
    }

    [Theory]
    [InlineData(NamedGroup.X25519MLKEM768, 2)] // the server's is of x25519
    [InlineData(NamedGroup.x25519, 1)]
    [InlineData(NamedGroup.secp384r1, 1)]
    [InlineData(NamedGroup.MLKEM768, 1)]
    public void A_key_made_ahead_agrees_at_both_ends_like_any_other(NamedGroup name, int ready)
    {
        var exchange = Exchange.Group(name);
        for (var i = 0; i < 2; i++)
        {
            using var key = keys.NewKey(exchange);
            var server = exchange.Respond(key.Share.Span, keys);
            Assert.Equal(server.Secret, key.Agree(exchange, server.Share));
            Assert.Equal(0, keys.Ready);
            while (keys.WantsOne) keys.MakeOne();
            Assert.Equal(ready, keys.Ready);
        }
    }

    [Fact]
    [Requirement("RFC9846-4.3.8-10")]
    public void No_key_is_given_to_two_handshakes()
    {
        const int threads = 4, each = 2000;
        using var together = new Barrier(threads);
        var given = new EphemeralKey[threads * each];
        var all = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            together.SignalAndWait();
            for (var i = 0; i < each; i++)
            {
                if (i % 3 == 0) keys.MakeOne();
                given[(thread * each) + i] = keys.NewKey(group);
            }
        })).ToList();
        all.ForEach(thread => thread.Start());
        all.ForEach(thread => thread.Join());
        Assert.Equal(threads * each, given.Select(key => Convert.ToHexString(key.Share.Span)).Distinct().Count());
        var peer = new X25519().Generate(Entropy.System).Share;
        foreach (var key in given) key.Agree(peer.Span, new byte[group.SharedSecretLength]);
    }

    [Fact]
    public void The_key_that_a_server_took_for_a_share_it_refuses_is_spent()
    {
        var x25519 = new Remembered(new X25519());
        var taken = new TakenFrom(x25519);
        Assert.Throws<TlsException>(() => new X25519().Respond(new byte[32], new byte[32], new byte[32], taken));
        AssertOverwritten(Assert.Single(x25519.Made));
    }

    private static void AssertOverwritten(EphemeralKey key) =>
        Assert.Throws<ObjectDisposedException>(() => key.Agree(new byte[32], new byte[32]));

    /// <summary>A group that remembers its keys, and has something happen while it makes one.</summary>
    private sealed class Remembered(KeyExchangeGroup of) : KeyExchangeGroup
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

    /// <summary>The time of day, and how long the machine was awake.</summary>
    private sealed class TwoClocks : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

        public TimeSpan Awake { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Awake.Ticks;
    }

    /// <summary>Gives keys of a group, whichever is asked for.</summary>
    private sealed class TakenFrom(KeyExchangeGroup group) : Entropy
    {
        public override void Fill(Span<byte> destination) => System.Fill(destination);

        public override EphemeralKey NewKey(KeyExchangeGroup _) => group.Generate(this);
    }
}
