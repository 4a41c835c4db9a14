using System.Net.Sockets;

namespace Adit.Tunnel.Tests.Lifecycle;

/// <summary>A connection that is old enough ends for a new handshake: in order where its peers do so, and else at the drain timeout.</summary>
public abstract class SessionAgeTests(TunnelTransport over)
{
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    private readonly ManualTime time = new();

    [Theory]
    [InlineData(TunnelMode.Server)]
    [InlineData(TunnelMode.Client)]
    public async Task At_its_age_our_half_closes_and_the_other_goes_on_to_its_end(TunnelMode mode)
    {
        await using var pair = await StartAsync(mode, Age);
        var (ended, ending) = Order(mode, await pair.ConnectAsync());
        using var _ = ended;
        using var __ = ending;
        await ExchangeAsync(ended, ending);
        time.Advance(Age - TimeSpan.FromTicks(1));
        await ExchangeAsync(ended, ending);

        time.Advance(TimeSpan.FromTicks(1));
        Assert.Empty(await ending.ReadToEndAsync());
        await ending.SendAllAsync(new byte[1000]);
        ending.Shutdown(SocketShutdown.Send);
        Assert.Equal(1000, (await ended.ReadToEndAsync()).Length);
        Assert.Contains("The session reached its max_session_age of 3600 s.", await LogOf(pair, mode).NextAsync("info  connection closed"), StringComparison.Ordinal);

        using var next = await pair.DialAsync();
        using var nextFar = await pair.AcceptAsync();
        await ExchangeAsync(next, nextFar);
    }

    [Theory]
    [InlineData(TunnelMode.Server)]
    [InlineData(TunnelMode.Client)]
    public async Task What_goes_on_after_the_drain_timeout_is_cut(TunnelMode mode)
    {
        await using var pair = await StartAsync(mode, Age);
        var (ended, ending) = Order(mode, await pair.ConnectAsync());
        using var _ = ended;
        using var __ = ending;
        await ExchangeAsync(ended, ending);
        time.Advance(Age);
        Assert.Empty(await ending.ReadToEndAsync());
        await ending.SendAllAsync(new byte[10]);
        await ended.ReadExactlyAsync(10);

        time.Advance(TimeSpan.FromSeconds(30));
        await ended.AssertResetAsync();
        Assert.Contains("max_session_age of 3600 s and was not done 30 s later", await LogOf(pair, mode).NextAsync("connection cut"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_is_gone_when_there_is_still_something_for_it_is_told_of_beside_the_age()
    {
        await using var pair = await StartAsync(TunnelMode.Server, Age);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        await ExchangeAsync(near, far);
        time.Advance(Age);
        Assert.Empty(await near.ReadToEndAsync());
        far.Reset();
        try
        {
            await near.SendAllAsync(new byte[1]);
        }
        catch (SocketException)
        {
            // Our own loops hear of the reset before there is something to send.
        }

        var line = await pair.ServerLog.NextAsync("connection cut");
        Assert.Contains("The session reached its max_session_age of 3600 s. The ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_age_a_connection_lives_on()
    {
        await using var pair = await StartAsync(TunnelMode.Server, age: null);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        await ExchangeAsync(near, far);
        time.Advance(TimeSpan.FromDays(365));
        await ExchangeAsync(near, far);
    }

    private Task<TunnelPair> StartAsync(TunnelMode mode, TimeSpan? age) => mode == TunnelMode.Server
        ? TunnelPair.StartAsync(server: o => o with { MaxSessionAge = age }, serverTime: time, transport: over)
        : TunnelPair.StartAsync(client: o => o with { MaxSessionAge = age }, clientTime: time, transport: over);

    /// <summary>The plaintext peer of the end that has the age, which is read no more, and the one at the far end, which is told so.</summary>
    private static (Socket Ended, Socket Ending) Order(TunnelMode mode, (Socket Near, Socket Far) sockets) =>
        mode == TunnelMode.Server ? (sockets.Far, sockets.Near) : sockets;

    private static LogLines LogOf(TunnelPair pair, TunnelMode mode) => mode == TunnelMode.Server ? pair.ServerLog : pair.ClientLog;

    private static async Task ExchangeAsync(Socket one, Socket other)
    {
        await one.SendAllAsync(new byte[1]);
        await other.ReadExactlyAsync(1);
        await other.SendAllAsync(new byte[1]);
        await one.ReadExactlyAsync(1);
    }
}

/// <inheritdoc/>
public sealed class SessionAgeTestsOverSockets() : SessionAgeTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class SessionAgeTestsOverTheBest() : SessionAgeTests(TunnelTransport.Best);
