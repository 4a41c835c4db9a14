using Adit.Tls;

namespace Adit.Tunnel.Transport;

/// <summary>The TLS side, which it owns. Ends are close_notify; an early end leaves it out, which the other side must call a truncation (RFC 9846 6.1).</summary>
internal sealed class SecureTransport(TlsStream stream) : Duplex
{
    private bool readEnded;
    private bool writeEnded;

    public TlsStream Stream => stream;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var count = await stream.ReadAsync(buffer).ConfigureAwait(false);
        if (count == 0 && !buffer.IsEmpty) readEnded = true;
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer) => stream.WriteAsync(buffer);

    public override async ValueTask CloseWriteAsync()
    {
        await stream.CloseWriteAsync().ConfigureAwait(false);
        writeEnded = true;
    }

    public override void Abort() => stream.Abort();

    public override ValueTask DisposeAsync()
    {
        if (!readEnded || !writeEnded) stream.Abort();
        return stream.DisposeAsync();
    }
}
