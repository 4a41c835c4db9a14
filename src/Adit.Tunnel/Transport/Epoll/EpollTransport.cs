using System.Net.Sockets;
using Adit.Tls.Transport;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// The records of a handshake over a socket that a loop watches. What waits goes on on the loop's thread.
/// Owns the socket until <see cref="Release"/>.
/// </summary>
internal sealed class EpollTransport : ByteTransport, IReadinessListener
{
    private readonly DescriptorSocket socket;
    private readonly RelayLoop loop;
    private readonly Signal receivable = new(goesOnAtOnce: true);
    private readonly Signal sendable = new(goesOnAtOnce: true);
    private readonly Lock changing = new();
    private bool isClosed;

    /// <exception cref="IOException">The system watches no more sockets.</exception>
    public EpollTransport(DescriptorSocket socket, RelayLoop loop)
    {
        this.socket = socket;
        this.loop = loop;
        socket.Listener = this;
        socket.Watch(loop);
        loop.Count(1);
    }

    /// <summary>Hands the socket over; nothing of this transport is used after it.</summary>
    public DescriptorSocket Release()
    {
        lock (changing)
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            isClosed = true;
            loop.Count(-1);
            return socket;
        }
    }

    public void OnReady(uint events)
    {
        receivable.Set();
        sendable.Set();
    }

    public override ValueTask WaitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var seen = receivable.Count;
        return Receive(buffer.Span) is >= 0 and var count ? new(count) : ReceiveLaterAsync(seen, buffer, cancellationToken);
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var seen = sendable.Count;
            if (Send(bytes.Span) is >= 0 and var count) bytes = bytes[count..];
            else await sendable.After(seen).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override void EndSending()
    {
        try
        {
            lock (changing)
            {
                if (!isClosed) socket.EndSending();
            }
        }
        catch (SocketException)
        {
            // The peer was faster: there is nothing left to end.
        }
    }

    public override void Abort() => Close(inOrder: false);

    public override ValueTask DisposeAsync()
    {
        Close(inOrder: true);
        return ValueTask.CompletedTask;
    }

    private async ValueTask<int> ReceiveLaterAsync(int seen, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            await receivable.After(seen).WaitAsync(cancellationToken).ConfigureAwait(false);
            seen = receivable.Count;
            if (Receive(buffer.Span) is >= 0 and var count) return count;
        }
    }

    // A descriptor that was closed may be another connection's by now, so none is used while it is closed.
    private int Receive(Span<byte> buffer)
    {
        lock (changing)
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            return socket.Receive(buffer);
        }
    }

    private int Send(ReadOnlySpan<byte> bytes)
    {
        lock (changing)
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            return socket.Send(bytes);
        }
    }

    private void Close(bool inOrder)
    {
        lock (changing)
        {
            if (isClosed) return;
            isClosed = true;
            loop.Count(-1);
            if (inOrder) socket.CloseInOrder();
            else socket.Reset();
        }

        // Who closes does not wait for who waits.
        ThreadPool.UnsafeQueueUserWorkItem(static transport => transport.OnReady(0), this, preferLocal: false);
    }
}
