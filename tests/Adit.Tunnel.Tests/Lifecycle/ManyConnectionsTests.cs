using System.Net.Sockets;

namespace Adit.Tunnel.Tests.Lifecycle;

/// <summary>Counts descriptors of this process, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(ManyConnectionsTests), DisableParallelization = true)]
[Collection(nameof(ManyConnectionsTests))]
public sealed class ManyConnectionsTests
{
    private const int Connections = 300;

    [Theory]
    [InlineData(TunnelTransport.Best)]
    [InlineData(TunnelTransport.Sockets)]
    public Task Hundreds_at_once_all_succeed_and_leave_no_descriptor(TunnelTransport transport) =>
        AssertLeaveNoDescriptorAsync(transport, Connections, EchoThroughAsync);

    [Theory]
    [InlineData(TunnelTransport.Best)]
    [InlineData(TunnelTransport.Sockets)]
    public Task Hundreds_that_end_in_every_way_leave_no_descriptor(TunnelTransport transport) =>
        AssertLeaveNoDescriptorAsync(transport, Connections, async (pair, i) =>
        {
            using var near = await pair.DialAsync();
            if (i % 3 == 0) near.Reset();
            else if (i % 3 == 1) await near.SendAllAsync(new byte[i * 1000]);
        });

    [Theory]
    [InlineData(TunnelTransport.Best)]
    [InlineData(TunnelTransport.Sockets)]
    public Task Streams_that_reset_at_every_stage_leave_no_descriptor(TunnelTransport transport) =>
        AssertLeaveNoDescriptorAsync(transport, Connections / 3, async (pair, i) =>
        {
            // From before the first loop has it to well after it has become a stream.
            using var near = await pair.DialAsync();
            try
            {
                await near.SendAllAsync(new byte[i * 50_000]);
            }
            catch (SocketException)
            {
            }

            near.Reset();
        });

    [Theory]
    [InlineData(TunnelTransport.Best)]
    [InlineData(TunnelTransport.Sockets)]
    public async Task Thousands_that_reset_while_they_are_moved_leave_no_descriptor(TunnelTransport transport)
    {
        const int AtOnce = 16;
        const int BecomesStream = 512 * 1024; // four reads of 128 KiB: Pace
        var dice = new Random(11);
        var lengths = Enumerable.Range(0, 2000).Select(i => i % 2 == 0 ? dice.Next(BecomesStream * 3 / 2) : 0).ToArray();
        var bytes = new byte[BecomesStream * 3 / 2];
        using var places = new SemaphoreSlim(AtOnce);
        await AssertLeaveNoDescriptorAsync(transport, lengths.Length, async (pair, i) =>
        {
            await places.WaitAsync();
            using var near = await pair.DialAsync();
            try
            {
                await near.SendAllAsync(bytes.AsMemory(0, lengths[i]));
            }
            catch (SocketException)
            {
            }

            near.Reset();
            places.Release();
        });
    }

    private static async Task AssertLeaveNoDescriptorAsync(TunnelTransport transport, int connections, Func<TunnelPair, int, Task> connection)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are counted in /proc/self/fd.");
        await RunAsync(transport, connections: 2, EchoThroughAsync);
        var before = DescriptorsWithoutGarbage();
        await RunAsync(transport, connections, connection);
        Assert.Equal(before, Descriptors());
    }

    private static async Task EchoThroughAsync(TunnelPair pair, int number)
    {
        using var near = await pair.DialAsync();
        var bytes = BitConverter.GetBytes(number);
        await near.SendAllAsync(bytes);
        near.Shutdown(SocketShutdown.Send);
        Assert.Equal(bytes, await near.ReadToEndAsync());
    }

    private static async Task RunAsync(TunnelTransport transport, int connections, Func<TunnelPair, int, Task> connection)
    {
        await using var pair = await TunnelPair.StartAsync(transport: transport);
        var echoing = EchoAsync(pair);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(i => connection(pair, i)));
        Assert.True(await pair.Client.DrainAsync().InTime());
        Assert.True(await pair.Server.DrainAsync().InTime());
        pair.CloseTarget();
        await echoing.InTime();
        Assert.DoesNotContain(pair.ClientLog.Rest().Concat(pair.ServerLog.Rest()), line => line.Contains("fault", StringComparison.Ordinal));
    }

    private static async Task EchoAsync(TunnelPair pair)
    {
        var living = new List<Task>();
        try
        {
            while (true) living.Add(EchoOneAsync(await pair.AcceptAsync()));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The target was closed, within an accept or between two.
            await Task.WhenAll(living);
        }
    }

    private static async Task EchoOneAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await socket.SendAllAsync(await socket.ReadToEndAsync());
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // The near end was reset, and so was this one.
            }
        }
    }

    private static int DescriptorsWithoutGarbage()
    {
        // Sockets that other tests dropped are not ours to count.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Descriptors();
    }

    /// <summary>Those without a path: the runtime opens files of its own when it likes, such as what an exception's stack trace wants.</summary>
    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Count(link => new FileInfo(link).LinkTarget is { } target && target[0] != '/');
}
