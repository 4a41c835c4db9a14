using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Adit.Cli.Demo;

/// <summary>
/// Sends bytes that no cache could guess, reads what comes back at the same time, and hashes both.
/// Every block carries its number, so that one lost, doubled or out of place changes the hash.
/// </summary>
/// <param name="limit">How many bytes to send; null sends until the time is over.</param>
/// <param name="time">How long to send; null sends until the limit.</param>
internal sealed class Transfer(long? limit, TimeSpan? time)
{
    private const int BlockSize = 256 * 1024;

    private long received;

    /// <summary>How many bytes to send; null when only the time says.</summary>
    public long? Limit { get; } = limit;

    /// <summary>Bytes that went both ways so far.</summary>
    public long Received => Interlocked.Read(ref received);

    /// <summary>Sends and receives all of it over one connection to <paramref name="address"/>.</summary>
    public async Task<TransferResult> RunAsync(string address, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var started = Stopwatch.GetTimestamp();
        await socket.ConnectAsync(IPEndPoint.Parse(address), cancellationToken).ConfigureAwait(false);
        var sending = SendAsync(socket, started, cancellationToken);
        var receiving = ReceiveAsync(socket, cancellationToken);
        await Task.WhenAll(sending, receiving).ConfigureAwait(false);
        var (bytes, sentHash) = await sending.ConfigureAwait(false);
        return new TransferResult(bytes, sentHash, await receiving.ConfigureAwait(false), Stopwatch.GetElapsedTime(started));
    }

    private async Task<(long Bytes, byte[] Hash)> SendAsync(Socket socket, long started, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = RandomNumberGenerator.GetBytes(BlockSize);
        var bytes = 0L;
        for (var number = 0L; !IsDone(bytes, started); number++)
        {
            BinaryPrimitives.WriteInt64BigEndian(block, number);
            var part = block.AsMemory(0, (int)Math.Min(BlockSize, (Limit ?? long.MaxValue) - bytes));
            hash.AppendData(part.Span);
            for (var sent = 0; sent < part.Length;) sent += await socket.SendAsync(part[sent..], cancellationToken).ConfigureAwait(false);
            bytes += part.Length;
        }

        socket.Shutdown(SocketShutdown.Send);
        return (bytes, hash.GetHashAndReset());
    }

    private async Task<byte[]> ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BlockSize];
        while (await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            hash.AppendData(buffer.AsSpan(0, count));
            Interlocked.Add(ref received, count);
        }

        return hash.GetHashAndReset();
    }

    private bool IsDone(long bytes, long started) =>
        bytes >= Limit || (time is { } allowed && Stopwatch.GetElapsedTime(started) >= allowed);
}
