using System.Net;
using System.Net.Sockets;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Dialing;

/// <summary>
/// Connects to a target. A name is resolved at every dial, and its addresses are tried in turn, each with its share of the time that is left.
/// Where the target must be local, each address is judged after it was resolved: a name can change what it means.
/// The socket resets on close, so that a dial given up is no connection that came and went. Thread-safe.
/// </summary>
/// <param name="plane">Connects.</param>
/// <param name="resolve">Turns a name into addresses.</param>
/// <param name="timeProvider">The clock of the time limit.</param>
internal sealed class Dialer(DataPlane plane, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider timeProvider)
{
    /// <summary>A dialer that asks the system's resolver.</summary>
    public Dialer(DataPlane plane, TimeProvider timeProvider)
        : this(plane, Dns.GetHostAddressesAsync, timeProvider)
    {
    }

    /// <summary>Connects.</summary>
    /// <param name="target">A TCP or Unix address.</param>
    /// <param name="mustBeLocal">Refuses every address that is not of this machine alone.</param>
    /// <param name="timeout">For the whole dial, resolving included.</param>
    /// <param name="cancellationToken">Ends the dial.</param>
    /// <exception cref="DialException">No address could be connected to; the message tells of each.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<Socket> DialAsync(EndpointAddress target, bool mustBeLocal, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var candidates = await ResolveAsync(target, timeout, cancellationToken).ConfigureAwait(false);
        var faults = new List<string>();
        for (var i = 0; i < candidates.Count; i++)
        {
            if (mustBeLocal && !AddressText.IsLocal(candidates[i]))
            {
                faults.Add($"{AddressText.Of(candidates[i])} is not an address of this machine alone, and the plaintext side must be one unless --unsafe-target says otherwise");
                continue;
            }

            var share = (timeout - timeProvider.GetElapsedTime(started)) / (candidates.Count - i);
            if (share <= TimeSpan.Zero)
            {
                faults.Add($"{AddressText.Of(candidates[i])}: no time was left for it");
                break;
            }

            try
            {
                return await ConnectAsync(candidates[i], share, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                var why = e is OperationCanceledException ? $"no answer within {share.TotalSeconds:0.###} s" : e.Message;
                faults.Add($"{AddressText.Of(candidates[i])}: {why}");
            }
        }

        throw new DialException($"The target {target} cannot be reached: {string.Join("; ", faults)}. Check the address, that something listens there, and what lies on the way.");
    }

    private async ValueTask<IReadOnlyList<EndPoint>> ResolveAsync(EndpointAddress target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (target is UnixAddress unix) return [new UnixDomainSocketEndPoint(unix.Path)];
        if (target is not TcpAddress tcp) throw new DialException($"The target {target} cannot be dialled: give HOST:PORT or unix:PATH.");
        if (IPAddress.TryParse(tcp.Host, out var literal)) return [new IPEndPoint(literal, tcp.Port)];
        using var limit = new CancellationTokenSource(timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // The system's resolver cannot be interrupted, so the wait for it is.
            var addresses = await resolve(tcp.Host, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            return addresses.Length > 0
                ? [.. addresses.Distinct().Select(a => new IPEndPoint(a, tcp.Port))]
                : throw new SocketException((int)SocketError.HostNotFound);
        }
        catch (SocketException e)
        {
            throw new DialException($"The target {target} cannot be reached: its name does not resolve ({e.Message}). Check the name, and this machine's resolver.", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DialException($"The target {target} cannot be reached: its name did not resolve within {timeout.TotalSeconds:0.###} s. Check this machine's resolver, or allow more by connect_timeout.", e);
        }
    }

    private async ValueTask<Socket> ConnectAsync(EndPoint endPoint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var isTcp = endPoint is IPEndPoint;
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, isTcp ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            TcpSettings.ForTunnel(socket);
            TcpSettings.ResetOnClose(socket);
            socket = await plane.ConnectAsync(socket, endPoint, either.Token).ConfigureAwait(false);

            // A dial of a free local port can meet itself (RFC 9293 3.5, simultaneous open) and would echo all it is given.
            if (isTcp && Equals(socket.LocalEndPoint, socket.RemoteEndPoint)) throw new SocketException((int)SocketError.ConnectionRefused);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
