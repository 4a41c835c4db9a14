using System.Net.Sockets;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;
using Adit.Tunnel;

namespace Adit.Interop;

/// <summary>SIGTERM under full load: who is there ends in his own time and whole, nobody new comes, and who is cut does not take it for an end.</summary>
public abstract class DrainTests(TunnelTransport over) : IDisposable
{
    private const int Streams = 32;
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    [Fact]
    public async Task Streams_under_way_end_whole_and_a_new_connection_is_refused()
    {
        await using var load = new Load();
        await using var pair = await TunnelPair.StartAsync(parties, load.Address, over);
        await load.StartAsync(pair, Streams);
        pair.Server.Signal(Signal.Terminate);
        pair.Client.Signal(Signal.Terminate);
        await pair.Server.LogAsync(line => line.Message == "tunnel draining");
        await pair.Client.LogAsync(line => line.Message == "tunnel draining");
        await Assert.ThrowsAsync<SocketException>(() => SocketExtensions.ConnectAsync(pair.Client.Port, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<SocketException>(() => SocketExtensions.ConnectAsync(pair.Server.Port, TestContext.Current.CancellationToken));

        load.Finish();
        foreach (var (sent, received) in await load.EndsAsync(pair)) Assert.Equal(sent, received);
        (await pair.Client.ExitAsync()).Exited(0);
        (await pair.Server.ExitAsync()).Exited(0);
        Assert.Equal(Streams, pair.Server.Log.Count(line => line.Message == "connection closed"));
        Assert.Equal(Streams, pair.Client.Log.Count(line => line.Message == "connection closed"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Streams_over_the_drain_timeout_are_reset_at_both_plaintext_ends(bool drainServer)
    {
        await using var load = new Load();
        await using var pair = await TunnelPair.StartAsync(parties, load.Address, over, "--drain-timeout", "0s");
        await load.StartAsync(pair, Streams);
        var draining = drainServer ? pair.Server : pair.Client;
        draining.Signal(Signal.Terminate);

        foreach (var (near, far) in await load.EndsAsync(pair)) Assert.Equal((Load.IsReset, Load.IsReset), (near, far));
        (await draining.ExitAsync()).Exited(1);
        Assert.Contains(draining.Log, line => line["connections_cut"] == $"{Streams}");
    }

    /// <summary>Streams from the client to the service, as fast as they go, until they are told to finish.</summary>
    private sealed class Load : IAsyncDisposable
    {
        public const string IsReset = "reset";
        private const int NameLength = 4;
        private const int Chunk = 256 * 1024;

        private readonly TaskCompletionSource<string>[] received = [.. Enumerable.Range(0, Streams).Select(_ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously))];
        private readonly SemaphoreSlim flowing = new(0);
        private readonly LoopbackService service;
        private Task<string>[] sent = [];
        private volatile bool isFinishing;

        public Load() => service = new LoopbackService(async (socket, token) =>
        {
            var name = new byte[NameLength];
            await socket.ReceiveAllAsync(name, token);
            var first = new byte[Chunk];
            await socket.ReceiveAllAsync(first, token);
            flowing.Release();
            var at = received[BitConverter.ToInt32(name)];
            try
            {
                at.SetResult(await Flow.ReceiveAsync(socket, token));
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                at.SetResult(IsReset);
            }
        });

        public string Address => service.Address;

        /// <summary>Starts streams and waits until all flow.</summary>
        public Task StartAsync(TunnelPair pair, int streams) => Deadline.StepAsync(
            async token =>
            {
                sent = [.. Enumerable.Range(0, streams).Select(i => SendAsync(pair.Client.Port, i))];
                for (var i = 0; i < streams; i++) await flowing.WaitAsync(token);
                return true;
            },
            () => $"{streams} streams. {pair.Client} {pair.Server}");

        public void Finish() => isFinishing = true;

        /// <summary>What the two plaintext ends of each stream saw: the same hash, or a reset.</summary>
        public Task<(string Near, string Far)[]> EndsAsync(TunnelPair pair) => Deadline.StepAsync(
            token => Task.WhenAll(sent.Select(async (near, i) => (await near.WaitAsync(token), await received[i].Task.WaitAsync(token)))),
            () => $"the ends of the streams. {pair.Client} {pair.Server}",
            TimeSpan.FromMinutes(2));

        public ValueTask DisposeAsync() => service.DisposeAsync();

        private async Task<string> SendAsync(int port, int name)
        {
            try
            {
                using var socket = await SocketExtensions.ConnectAsync(port, TestContext.Current.CancellationToken);
                await socket.SendAllAsync(BitConverter.GetBytes(name), TestContext.Current.CancellationToken);
                await socket.SendAllAsync(new byte[Chunk], TestContext.Current.CancellationToken);
                var hash = await Flow.SendAsync(socket, () => isFinishing, TestContext.Current.CancellationToken);
                Assert.Equal(0, await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
                return hash;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
            {
                return IsReset;
            }
        }
    }
}

/// <inheritdoc/>
public sealed class DrainTestsOverSockets() : DrainTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class DrainTestsOverTheBest() : DrainTests(TunnelTransport.Best);
