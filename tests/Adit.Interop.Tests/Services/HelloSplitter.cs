using System.Buffers.Binary;
using System.Net.Sockets;

namespace Adit.Interop.Services;

/// <summary>
/// Stands between a TLS client and a server and hands on the first plaintext record of each direction, ClientHello and ServerHello, in pieces;
/// the rest goes through as it is. References: RFC 9846 5.1 (a message may span records), tldr.fail (it may span segments).
/// </summary>
internal sealed class HelloSplitter : IAsyncDisposable
{
    private const int RecordHeader = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private readonly int pieceLength;
    private readonly bool asRecords;
    private readonly LoopbackService service;

    /// <summary>Starts one in front of a port of loopback.</summary>
    /// <param name="port">The server's.</param>
    /// <param name="pieceLength">Bytes a piece.</param>
    /// <param name="asRecords">Whether each piece is a record of its own, or only a segment.</param>
    public HelloSplitter(int port, int pieceLength, bool asRecords)
    {
        (this.pieceLength, this.asRecords) = (pieceLength, asRecords);
        service = new LoopbackService(async (client, token) =>
        {
            using var server = await SocketExtensions.ConnectAsync(port, token);
            await Task.WhenAll(CopyAsync(client, server, token), CopyAsync(server, client, token));
        });
    }

    /// <summary>Its port.</summary>
    public int Port => service.Port;

    public ValueTask DisposeAsync() => service.DisposeAsync();

    private async Task CopyAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        var header = new byte[RecordHeader];
        if (await from.ReceiveAllAsync(header, cancellationToken) == RecordHeader)
        {
            var fragment = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3))];
            await from.ReceiveAllAsync(fragment, cancellationToken);
            foreach (var piece in Pieces(header, fragment))
            {
                await to.SendAllAsync(piece, cancellationToken);
                // Without a pause the segments would be put together on the way.
                if (!asRecords) await Task.Delay(Pause, cancellationToken);
            }
        }

        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReceiveAsync(buffer, cancellationToken)) > 0) await to.SendAllAsync(buffer.AsMemory(0, read), cancellationToken);
        to.Shutdown(SocketShutdown.Send);
    }

    private IEnumerable<byte[]> Pieces(byte[] header, byte[] fragment)
        => asRecords
            ? fragment.Chunk(pieceLength).Select(piece => (byte[])[.. header.AsSpan(0, 3), (byte)(piece.Length >> 8), (byte)piece.Length, .. piece])
            : ((byte[])[.. header, .. fragment]).Chunk(pieceLength);
}
