using System.Net.Sockets;

namespace Adit.Tunnel.Tests.Lifecycle;

/// <summary>A log that nobody takes from: a pipe that is full, a terminal that is halted.</summary>
public sealed class HaltedLogTests
{
    /// <summary>So many that some are likely to be where the one that ended was.</summary>
    private static readonly int Living = 4 * Environment.ProcessorCount;

    [Theory]
    [InlineData(TunnelTransport.Best)]
    [InlineData(TunnelTransport.Sockets)]
    public async Task Connections_that_are_up_go_on_and_those_that_ended_get_their_lines_later(TunnelTransport transport)
    {
        await using var pair = await TunnelPair.StartAsync(transport: transport);
        var ending = await pair.ConnectAsync();
        var living = new List<(Socket Near, Socket Far)>();
        while (living.Count < Living) living.Add(await UpAsync(pair));
        pair.ServerLog.Rest();
        pair.ServerLog.Halt();
        try
        {
            ending.Near.Dispose();
            ending.Far.Dispose();
            await pair.ServerLog.Waits.InTime();
            foreach (var (near, far) in living) await PassByteAsync(near, far);
        }
        finally
        {
            pair.ServerLog.GoOn();
        }

        await pair.ServerLog.NextAsync("connection closed");
        foreach (var (near, far) in living)
        {
            near.Dispose();
            far.Dispose();
        }
    }

    private static async Task<(Socket Near, Socket Far)> UpAsync(TunnelPair pair)
    {
        var (near, far) = await pair.ConnectAsync();
        await PassByteAsync(near, far);
        return (near, far);
    }

    private static async Task PassByteAsync(Socket near, Socket far)
    {
        var one = new byte[1];
        await near.SendAllAsync(one);
        Assert.Equal(1, await far.ReceiveAsync(one, Within.Token()));
    }
}
