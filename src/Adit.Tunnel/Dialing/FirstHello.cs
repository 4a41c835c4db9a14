using System.Net.Sockets;
using Adit.Telemetry;
using Adit.Tls;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Dialing;

/// <summary>
/// Chooses whether the first ClientHello to a target has a key share. A hybrid share may make it longer than a packet, and there are middleboxes
/// that drop such a hello or read half of it. So one that got no answer at all is followed by short ones, until one of these fails too or an hour is over.
/// Whoever can make a hello vanish gains a round trip by it, and nothing else: both hellos offer the same groups. Thread-safe.
/// References: RFC 9846 4.3.8.
/// </summary>
internal sealed class FirstHello(DataPlane plane, EventLog log, TimeProvider timeProvider)
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private volatile Stall? stall;
    private volatile Shortened? shortened;

    /// <summary>Performs a handshake over a socket that leads to the target, and learns by its end.</summary>
    /// <param name="options">The tunnel.</param>
    /// <param name="socket">Connected; the stream then owns it.</param>
    /// <param name="address">Where it leads.</param>
    /// <param name="limit">Ends the handshake, at its time limit or by <paramref name="cut"/>.</param>
    /// <param name="cut">Our own stop, which says nothing of the way to the target.</param>
    public async ValueTask<TlsStream> ConnectAsync(TunnelOptions options, Socket socket, string address, CancellationToken limit, CancellationToken cut)
    {
        var client = IsShort(options) ? WithoutShare(options.Client!) : options.Client!;
        try
        {
            var stream = await plane.ConnectAsync(client, socket, address, limit).ConfigureAwait(false);
            if (client.Options.SendsKeyShare) stall = null;
            return stream;
        }
        catch (Exception error) when (!cut.IsCancellationRequested)
        {
            var isStall = client.Options.SendsKeyShare && IsSilence(error);
            stall = isStall ? new Stall(options.Target, timeProvider.GetTimestamp()) : null;
            if (isStall && options.ClientHello == ClientHelloMode.Auto)
                log.Write(LogLevel.Info, "no byte of the server came: the next hello has no key share, as it always has with client_hello = \"retry\"", ("tunnel", options.Name), ("to", address));
            throw;
        }
    }

    private bool IsShort(TunnelOptions options) => options.ClientHello switch
    {
        ClientHelloMode.Retry => true,
        ClientHelloMode.Hybrid => false,
        _ => stall is { } last && last.Target == options.Target && timeProvider.GetElapsedTime(last.At) < Memory,
    };

    private static bool IsSilence(Exception error) => error is TlsException { BeforeFirstByte: true } or HandshakeCanceledException { BeforeFirstByte: true };

    /// <summary>Made once for a client, and not for a connection: an end checks its options, and derives its pre-shared keys.</summary>
    private TlsClient WithoutShare(TlsClient client)
    {
        if (shortened is not { } known || known.Of != client) shortened = known = new Shortened(client, new TlsClient(client.Options with { SendsKeyShare = false }));
        return known.Client;
    }

    private sealed record Shortened(TlsClient Of, TlsClient Client);

    private sealed record Stall(EndpointAddress Target, long At);
}
