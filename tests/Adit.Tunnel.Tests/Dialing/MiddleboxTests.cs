using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Dialing;

/// <summary>Which first hello passes which middlebox, and what a tunnel learns of it. The table in docs/protocol.md says what is seen here.</summary>
public sealed class MiddleboxTests
{
    private readonly ManualTime time = new();

    [Theory]
    [InlineData("drops a large first flight", ClientHelloMode.Hybrid, false, false)]
    [InlineData("drops a large first flight", ClientHelloMode.Retry, true, true)]
    [InlineData("drops a large first flight", ClientHelloMode.Auto, false, true)]
    [InlineData("drops large flights", ClientHelloMode.Hybrid, false, false)]
    [InlineData("drops large flights", ClientHelloMode.Retry, false, false)]
    [InlineData("drops large flights", ClientHelloMode.Auto, false, false)]
    [InlineData("reads the first packet only", ClientHelloMode.Hybrid, false, false)]
    [InlineData("reads the first packet only", ClientHelloMode.Retry, true, true)]
    [InlineData("reads the first packet only", ClientHelloMode.Auto, false, true)]
    [InlineData("needs the name in the first packet", ClientHelloMode.Hybrid, true, true)]
    [InlineData("needs the name in the first packet", ClientHelloMode.Retry, true, true)]
    [InlineData("needs the name in the first packet", ClientHelloMode.Auto, true, true)]
    public async Task A_setting_passes_a_box_or_not(string kind, ClientHelloMode mode, bool first, bool second)
    {
        using var box = kind switch
        {
            "drops a large first flight" => Middlebox.DropsLargeFirstFlight(),
            "drops large flights" => Middlebox.DropsLargeFlights(),
            "reads the first packet only" => Middlebox.ReadsFirstPacketOnly(),
            _ => Middlebox.NeedsNameInFirstPacket(),
        };
        await using var pair = await StartAsync(box, mode);
        Assert.Equal(first, await AttemptAsync(pair, box));
        Assert.Equal(second, await AttemptAsync(pair, box));
    }

    [Fact]
    public async Task A_short_hello_still_leads_to_the_hybrid_and_the_line_tells_of_the_retry()
    {
        using var box = Middlebox.ReadsFirstPacketOnly();
        await using var pair = await StartAsync(box, ClientHelloMode.Auto);
        await AttemptAsync(pair, box);
        await pair.ClientLog.NextAsync("no byte of the server came");
        await AttemptAsync(pair, box);
        var line = await pair.ServerLog.NextAsync("connection c");
        Assert.Contains("group=X25519MLKEM768", line, StringComparison.Ordinal);
        Assert.Contains("hello_retry_request=true", line, StringComparison.Ordinal);
        Assert.Contains("offered_groups=X25519MLKEM768,", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_an_hour_the_share_is_sent_again()
    {
        using var box = Middlebox.ReadsFirstPacketOnly();
        await using var pair = await StartAsync(box, ClientHelloMode.Auto);
        await AttemptAsync(pair, box);
        await AttemptAsync(pair, box);
        time.Advance(TimeSpan.FromMinutes(59));
        await AttemptAsync(pair, box);
        time.Advance(TimeSpan.FromMinutes(1));
        await AttemptAsync(pair, box);
        AssertFirstHellosAreLong(box, true, false, false, true);
    }

    [Fact]
    public async Task Where_a_short_hello_gets_no_further_it_is_given_up()
    {
        using var box = new Middlebox((_, _) => Verdict.Reset);
        await using var pair = await StartAsync(box, ClientHelloMode.Auto);
        for (var i = 0; i < 4; i++) Assert.False(await AttemptAsync(pair, box));
        AssertFirstHellosAreLong(box, true, false, true, false);
    }

    [Fact]
    public async Task A_server_that_answered_before_it_failed_has_had_the_hello()
    {
        using var box = new Middlebox((_, _) => Verdict.Answered);
        await using var pair = await StartAsync(box, ClientHelloMode.Auto);
        for (var i = 0; i < 2; i++) Assert.False(await AttemptAsync(pair, box));
        AssertFirstHellosAreLong(box, true, true);
    }

    [Fact]
    public async Task What_one_target_taught_is_not_held_against_another()
    {
        using var box = Middlebox.ReadsFirstPacketOnly();
        using var other = Middlebox.NeedsNameInFirstPacket();
        await using var pair = await StartAsync(box, ClientHelloMode.Auto);
        await AttemptAsync(pair, box);
        pair.Client.Reload([pair.ClientOptions with { Target = other.StandBefore(EndpointAddress.Parse(pair.Server.Listening["server"][0])) }]);
        Assert.True(await AttemptAsync(pair, other));
        AssertFirstHellosAreLong(other, true);
    }

    [Fact]
    public async Task Our_own_stop_is_not_held_against_the_way_to_the_target()
    {
        using var box = new Middlebox((_, _) => Verdict.Dropped);
        await using var pair = await StartAsync(box, ClientHelloMode.Auto);
        using var near = await pair.DialAsync();
        await box.NextAsync();
        await pair.Client.DisposeAsync();
        var lines = pair.ClientLog.Rest();
        Assert.Contains(lines, line => line.Contains("connection cut", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("no byte of the server came", StringComparison.Ordinal));
    }

    private Task<TunnelPair> StartAsync(Middlebox box, ClientHelloMode mode) =>
        TunnelPair.StartAsync(client: o => o with { Target = box.StandBefore(o.Target), ClientHello = mode }, clientTime: time);

    /// <summary>One connection through the box; true when a byte came through.</summary>
    private async Task<bool> AttemptAsync(TunnelPair pair, Middlebox box)
    {
        var dial = pair.DialAsync();
        var verdict = await box.NextAsync();
        if (verdict == Verdict.Dropped) time.Advance(pair.ClientOptions.HandshakeTimeout);
        if (verdict != Verdict.Passed)
        {
            await SocketPair.AssertResetAsync(async () =>
            {
                using var refused = await dial;
                await refused.ReadToEndAsync();
                Assert.Fail("The connection ended cleanly.");
            });
            return false;
        }

        using var near = await dial;
        using var far = await pair.AcceptAsync();
        await near.SendAllAsync(new byte[1]);
        await far.ReadExactlyAsync(1);
        return true;
    }

    private static void AssertFirstHellosAreLong(Middlebox box, params bool[] expected) => Assert.Equal(expected, box.FirstHellos.Select(length => length > 1216));
}
