using Adit.Tunnel.Relay;

namespace Adit.Tunnel.Tests.Relay;

public sealed class TunnelRelayTests
{
    private readonly MemoryDuplex secure = new();
    private readonly MemoryDuplex plain = new();
    private readonly ManualTime time = new();
    private readonly TunnelRelay relay;
    private readonly Task<RelayEnd> end;
    private readonly CancellationTokenSource cut = new();

    public TunnelRelayTests()
    {
        relay = new TunnelRelay(secure, plain, time);
        end = relay.RunAsync(cut.Token);
    }

    [Fact]
    public async Task Bytes_go_both_ways_and_are_counted()
    {
        secure.Arrive(1, 2, 3);
        plain.Arrive(4, 5);
        Assert.Equal([1, 2, 3], await plain.Written.ReadAsync(Within.Token()));
        Assert.Equal([4, 5], await secure.Written.ReadAsync(Within.Token()));
        secure.ArriveEnd();
        plain.ArriveEnd();
        Assert.True((await end.InTime()).IsClean);
        Assert.Equal(3, relay.BytesFromSecure);
        Assert.Equal(2, relay.BytesToSecure);
        Assert.False(secure.Aborted.IsCompleted);
        Assert.False(plain.Aborted.IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_of_one_way_is_passed_on_and_the_other_way_goes_on(bool secureFirst)
    {
        var (first, second) = secureFirst ? (secure, plain) : (plain, secure);
        first.Arrive(1);
        first.ArriveEnd();
        Assert.Equal([1], await second.Written.ReadAsync(Within.Token()));
        await second.Written.Completion.InTime();
        second.Arrive(2);
        Assert.Equal([2], await first.Written.ReadAsync(Within.Token()));
        Assert.False(end.IsCompleted);
        second.ArriveEnd();
        await first.Written.Completion.InTime();
        Assert.Equal(new RelayEnd(secureFirst ? TransportSide.Secure : TransportSide.Plain), await end.InTime());
    }

    [Fact]
    public async Task A_taker_that_does_not_take_stops_the_reading()
    {
        // One waits in the plain side, the next write waits for it, and a third is not asked for.
        secure.Arrive(1);
        secure.Arrive(2);
        secure.Arrive(3);
        await plain.Written.WaitToReadAsync(Within.Token());
        plain.Arrive(9);
        Assert.Equal([9], await secure.Written.ReadAsync(Within.Token()));
        Assert.InRange(secure.BufferSizes.Count, 1, 2);
        for (byte i = 1; i <= 3; i++) Assert.Equal([i], await plain.Written.ReadAsync(Within.Token()));
    }

    [Fact]
    public async Task Reads_are_large()
    {
        secure.Arrive(1);
        await plain.Written.ReadAsync(Within.Token());
        Assert.All(secure.BufferSizes, size => Assert.InRange(size, 64 * 1024, int.MaxValue));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_side_that_fails_ends_both_and_is_blamed(bool secureFails)
    {
        var fault = new IOException("gone");
        (secureFails ? secure : plain).ArriveEnd(fault);
        var how = await end.InTime();
        Assert.Equal(secureFails ? TransportSide.Secure : TransportSide.Plain, how.Side);
        Assert.Same(fault, how.Error);
        Assert.True(secure.Aborted.IsCompleted);
        Assert.True(plain.Aborted.IsCompleted);
    }

    [Fact]
    public async Task A_failure_after_the_end_of_the_other_way_ends_both()
    {
        plain.ArriveEnd();
        await secure.Written.Completion.InTime();
        secure.ArriveEnd(new IOException("truncated"));
        var how = await end.InTime();
        Assert.Equal(TransportSide.Secure, how.Side);
        Assert.Equal("truncated", how.Error!.Message);
        await plain.Aborted.InTime();
        await secure.Aborted.InTime();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_side_that_is_cut_after_its_end_is_noticed_while_the_other_one_is_silent(bool secureIsCut)
    {
        var (cutSide, other) = secureIsCut ? (secure, plain) : (plain, secure);
        cutSide.ArriveEnd();
        await time.TimerArmedAsync(Within.Token());
        time.Advance(TimeSpan.FromSeconds(1));
        await time.TimerArmedAsync(Within.Token());
        Assert.False(end.IsCompleted);
        cutSide.CutBy = new IOException("gone");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new RelayEnd(secureIsCut ? TransportSide.Secure : TransportSide.Plain, cutSide.CutBy), await end.InTime());
        await cutSide.Aborted.InTime();
        await other.Aborted.InTime();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task What_is_on_its_way_to_one_side_is_delivered_when_the_other_is_cut_after_its_end(bool secureIsCut, bool whileWrittenTo)
    {
        var (giver, taker) = secureIsCut ? (secure, plain) : (plain, secure);
        giver.Arrive(1, 2, 3);
        giver.ArriveEnd();
        Assert.Equal([1, 2, 3], await taker.Written.ReadAsync(Within.Token()));
        await taker.Written.Completion.InTime();
        taker.IsUnsent = true;
        await CutAsync(giver, taker, whileWrittenTo);
        Assert.NotNull((await end.InTime()).Error);
        Assert.True(giver.Aborted.IsCompleted);
        Assert.True(taker.WasClosedInOrder);
        Assert.False(taker.Aborted.IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_side_gave_that_was_gone_before_the_relay_began_is_delivered(bool secureIsGone)
    {
        var gone = new MemoryDuplex { WriteFault = new IOException("broken pipe") };
        var taker = new MemoryDuplex { IsUnsent = true };
        gone.Arrive(1, 2, 3);
        gone.ArriveEnd();
        taker.Arrive(4);
        var how = await (secureIsGone ? new TunnelRelay(gone, taker, time) : new TunnelRelay(taker, gone, time)).RunAsync(cut.Token).InTime();
        Assert.Equal(new RelayEnd(secureIsGone ? TransportSide.Secure : TransportSide.Plain, gone.WriteFault), how);
        Assert.Equal([1, 2, 3], await taker.Written.ReadAsync(Within.Token()));
        Assert.True(taker.WasClosedInOrder);
    }

    [Fact]
    public async Task A_secure_side_that_was_cut_short_before_the_relay_began_is_blamed_and_nothing_is_delivered_to_it()
    {
        var (cutShort, ended) = (new MemoryDuplex { IsUnsent = true }, new MemoryDuplex { IsUnsent = true });
        var fault = new IOException("truncated");
        cutShort.ArriveEnd(fault);
        ended.ArriveEnd();
        Assert.Equal(new RelayEnd(TransportSide.Secure, fault), await new TunnelRelay(cutShort, ended, time).RunAsync(cut.Token).InTime());
        Assert.False(cutShort.WasClosedInOrder || ended.WasClosedInOrder);
        Assert.True(cutShort.Aborted.IsCompleted && ended.Aborted.IsCompleted);
    }

    [Fact]
    public async Task A_side_that_fails_after_the_end_of_the_other_loses_what_is_on_its_way_to_it()
    {
        secure.ArriveEnd();
        await plain.Written.Completion.InTime();
        plain.IsUnsent = true;
        plain.ArriveEnd(new IOException("gone"));
        Assert.Equal(TransportSide.Plain, (await end.InTime()).Side);
        Assert.True(plain.Aborted.IsCompleted);
        Assert.False(plain.WasClosedInOrder);
    }

    [Fact]
    public async Task A_plain_side_that_takes_no_more_is_blamed_for_it()
    {
        plain.WriteFault = new IOException("broken pipe");
        secure.Arrive(1);
        var how = await end.InTime();
        Assert.Equal(TransportSide.Plain, how.Side);
        Assert.Same(plain.WriteFault, how.Error);
        await secure.Aborted.InTime();
    }

    [Fact]
    public async Task An_alert_that_can_still_be_read_tells_why_the_secure_side_takes_no_more()
    {
        secure.WriteFault = new IOException("broken pipe");
        plain.Arrive(1);
        await time.TimerArmedAsync(Within.Token());
        Assert.False(secure.Aborted.IsCompleted);
        var alert = new IOException("access_denied");
        secure.ArriveEnd(alert);
        Assert.Same(alert, (await end.InTime()).Error);
        await secure.Aborted.InTime();
    }

    [Fact]
    public async Task Last_words_are_waited_for_a_second_only()
    {
        secure.WriteFault = new IOException("broken pipe");
        plain.Arrive(1);
        await time.TimerArmedAsync(Within.Token());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(secure.WriteFault, (await end.InTime()).Error);
        await secure.Aborted.InTime();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_secure_side_that_takes_nothing_more_is_read_to_its_end(bool hasEnded)
    {
        secure.Arrive(1);
        secure.Arrive(2);
        secure.Arrive(3);
        await plain.Written.WaitToReadAsync(Within.Token());
        secure.WriteFault = new IOException("broken pipe");
        plain.Arrive(4);
        await time.TimerArmedAsync(Within.Token());
        time.Advance(TimeSpan.FromSeconds(1)); // the plain side does not take, which is not the other's fault
        await time.TimerArmedAsync(Within.Token());
        plain.IsUnsent = true;
        secure.ArriveEnd(hasEnded ? null : new IOException("cut"));
        for (byte i = 1; i <= 3; i++) Assert.Equal([i], await plain.Written.ReadAsync(Within.Token()));
        Assert.Equal(TransportSide.Secure, (await end.InTime()).Side);
        Assert.Equal(hasEnded, plain.WasClosedInOrder);
        Assert.Equal(!hasEnded, plain.Aborted.IsCompleted);
        Assert.True(secure.Aborted.IsCompleted);
    }

    [Fact]
    public async Task A_cut_by_us_takes_back_what_is_on_its_way()
    {
        secure.ArriveEnd();
        await plain.Written.Completion.InTime();
        plain.IsUnsent = true;
        await cut.CancelAsync();
        Assert.IsType<OperationCanceledException>((await end.InTime()).Error);
        Assert.True(plain.Aborted.IsCompleted);
        Assert.False(plain.WasClosedInOrder);
    }

    [Fact]
    public async Task A_cut_ends_both_sides_at_once()
    {
        await cut.CancelAsync();
        Assert.IsType<OperationCanceledException>((await end.InTime()).Error);
        Assert.True(secure.Aborted.IsCompleted);
        Assert.True(plain.Aborted.IsCompleted);
    }

    /// <summary>The giver is gone, which a look finds, or a write to it.</summary>
    private async Task CutAsync(MemoryDuplex giver, MemoryDuplex taker, bool whileWrittenTo)
    {
        if (whileWrittenTo)
        {
            giver.WriteFault = new IOException("broken pipe");
            taker.Arrive(4);
            return;
        }

        giver.CutBy = new IOException("gone");
        await time.TimerArmedAsync(Within.Token());
        time.Advance(TimeSpan.FromSeconds(1));
    }
}
