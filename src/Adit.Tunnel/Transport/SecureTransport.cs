using System.Net.Sockets;
using Adit.Tls;
using Adit.Tls.Handshake;
using Adit.Tls.Transport;

namespace Adit.Tunnel.Transport;

/// <summary>The TLS side, which it owns. Ends are close_notify; an early end leaves it out, which the other side must call a truncation (RFC 9846 6.1).</summary>
internal sealed class SecureTransport(TlsStream opened) : Duplex
{
    private readonly EstablishedConnection connection = opened.Connection;
    private TlsStream? stream = opened;
    private bool readEnded;
    private bool writeEnded;

    /// <summary>Times that we renewed the keys we send under.</summary>
    public long KeyUpdates => connection.Sealer.KeyUpdates;

    /// <summary>What carries the records, where that is a socket of .NET's.</summary>
    private Socket? Socket => (stream?.Carrier as SocketTransport)?.Socket;

    private TlsStream Stream => stream ?? throw new ObjectDisposedException(nameof(SecureTransport));

    /// <summary>Hands the connection over as <see cref="TlsStream.Detach"/> has it; the stream is let go of.</summary>
    public DetachedConnection Detach(out ByteTransport carrier)
    {
        var detached = Stream.Detach(out carrier);
        stream = null;
        return detached;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var count = await Stream.ReadAsync(buffer).ConfigureAwait(false);
        if (count == 0 && !buffer.IsEmpty) readEnded = true;
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer) => Stream.WriteAsync(buffer);

    public override async ValueTask CloseWriteAsync()
    {
        await Stream.CloseWriteAsync().ConfigureAwait(false);
        writeEnded = true;
    }

    public override Exception? FaultOfCut()
    {
        if (Socket is not { } socket || TcpSettings.FaultOfCut(socket, hasEndedSending: false) is not { } fault) return null;
        var cut = TlsException.Cut(fault);
        cut.Evidence = connection.Evidence;
        return cut;
    }

    public override bool HasUnsent => Socket is { } socket && TcpSettings.HasUnsent(socket);

    public override void CloseInOrder()
    {
        if (Socket is not { } socket) return;
        Stream.Carrier.EndSending(); // or .NET resets it for the sake of a read that waits
        TcpSettings.CloseInOrder(socket);
    }

    public override void Abort() => stream?.Abort();

    public override ValueTask DisposeAsync()
    {
        if (!readEnded || !writeEnded) Abort();
        return stream?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
