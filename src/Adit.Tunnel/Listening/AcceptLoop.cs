using System.Net.Sockets;
using Adit.Tunnel.Limits;

namespace Adit.Tunnel.Listening;

/// <summary>
/// Accepts connections one after another until told to stop. While the limit of connections is reached it does not accept; after an
/// error, of which running out of descriptors is the usual one, it waits 5 ms, then twice as long, up to a second, so that it neither spins nor ends.
/// </summary>
/// <param name="acceptor">Waits for the next connection.</param>
/// <param name="connections">A place is taken for each connection; <paramref name="serve"/> gives it back.</param>
/// <param name="serve">Takes over the connection and returns when it first waits.</param>
/// <param name="trouble">Where trouble is told.</param>
/// <param name="timeProvider">The clock of the waiting.</param>
internal sealed class AcceptLoop(
    IAcceptor acceptor,
    Gate connections,
    Action<Socket> serve,
    AcceptTrouble trouble,
    TimeProvider timeProvider)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled; does not throw.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // Who starts it does not wait for a connection.
        var pause = TimeSpan.Zero;
        try
        {
            while (true)
            {
                await connections.WaitForRoomAsync(stop).ConfigureAwait(false);
                var troubles = trouble.Count;
                Socket socket;
                try
                {
                    socket = await acceptor.AcceptAsync(stop).ConfigureAwait(false);
                }
                catch (SocketException e) when (!stop.IsCancellationRequested)
                {
                    trouble.Saw(e);
                    pause = Longer(pause);
                    await Task.Delay(pause, timeProvider, stop).ConfigureAwait(false);
                    continue;
                }

                pause = TimeSpan.Zero;
                trouble.Over(troubles);
                await ServeAsync(socket, stop).ConfigureAwait(false);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Asked to stop: a closed listener may say so in any way.
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause == TimeSpan.Zero ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private async ValueTask ServeAsync(Socket socket, CancellationToken stop)
    {
        try
        {
            // Another one that accepts for the tunnel may have taken the last place meanwhile: then this one waits, unread.
            await connections.EnterAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }

        serve(socket);
    }
}
