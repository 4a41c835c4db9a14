using System.Net.Sockets;
using Adit.Telemetry;
using Adit.Tunnel.Limits;

namespace Adit.Tunnel.Listening;

/// <summary>
/// Accepts connections one after another until told to stop. While the limit of connections is reached it does not accept; after an
/// error, of which running out of descriptors is the usual one, it waits 5 ms, then twice as long, up to a second, so that it neither spins nor ends.
/// </summary>
/// <param name="address">For the log.</param>
/// <param name="accept">Waits for the next connection.</param>
/// <param name="connections">A place is taken for each connection; <paramref name="serve"/> gives it back.</param>
/// <param name="serve">Takes over the connection and returns at once.</param>
/// <param name="log">Where trouble is told, once per spell of it.</param>
/// <param name="timeProvider">The clock of the waiting.</param>
internal sealed class AcceptLoop(
    string address,
    Func<CancellationToken, ValueTask<Socket>> accept,
    Gate connections,
    Action<Socket> serve,
    EventLog log,
    TimeProvider timeProvider)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled; does not throw.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = TimeSpan.Zero;
        try
        {
            while (true)
            {
                await connections.WaitForRoomAsync(stop).ConfigureAwait(false);
                Socket socket;
                try
                {
                    socket = await accept(stop).ConfigureAwait(false);
                }
                catch (SocketException e) when (!stop.IsCancellationRequested)
                {
                    if (pause == TimeSpan.Zero) Report(e);
                    pause = Longer(pause);
                    await Task.Delay(pause, timeProvider, stop).ConfigureAwait(false);
                    continue;
                }

                pause = TimeSpan.Zero;
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
            // Another listener of the tunnel may have taken the last place meanwhile: then this one waits, unread.
            await connections.EnterAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }

        serve(socket);
    }

    private void Report(SocketException e)
    {
        // The peer of one connection went away while it waited for us: no trouble of ours.
        if (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset) return;
        log.Write(LogLevel.Error, "accepting failed, trying again", ("listen", address), ("reason", $"{e.Message} ({e.SocketErrorCode}). Raise LimitNOFILE or ulimit -n when descriptors ran out."));
    }
}
