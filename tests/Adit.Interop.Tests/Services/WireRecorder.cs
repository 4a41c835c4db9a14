using System.Net.Sockets;

namespace Adit.Interop.Services;

/// <summary>Stands between a TLS client and a server, hands on what it gets, and keeps it for <see cref="CaptureFile"/>.</summary>
internal sealed class WireRecorder : IAsyncDisposable
{
    private readonly Lock recording = new();
    private readonly List<List<Chunk>> connections = [];
    private readonly LoopbackService service;

    /// <summary>Starts one in front of a port of loopback.</summary>
    public WireRecorder(int port) => service = new LoopbackService(async (client, token) =>
    {
        using var server = await SocketExtensions.ConnectAsync(port, token);
        var chunks = new List<Chunk>();
        lock (recording) connections.Add(chunks);
        await Task.WhenAll(CopyAsync(client, server, fromClient: true, chunks, token), CopyAsync(server, client, fromClient: false, chunks, token));
    });

    /// <summary>Its address as <c>--target</c> takes it.</summary>
    public string Address => service.Address;

    /// <summary>What went over the wire so far, connection by connection, in order.</summary>
    public IReadOnlyList<IReadOnlyList<Chunk>> Connections
    {
        get
        {
            lock (recording) return [.. connections.Select(chunks => chunks.ToArray())];
        }
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    private async Task CopyAsync(Socket from, Socket to, bool fromClient, List<Chunk> chunks, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReceiveAsync(buffer, cancellationToken)) > 0)
        {
            lock (recording) chunks.Add(new Chunk(fromClient, buffer[..read]));
            await to.SendAllAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Bytes that came at once.</summary>
    internal sealed record Chunk(bool FromClient, byte[] Bytes);
}
