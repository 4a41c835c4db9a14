using System.Net.Sockets;
using System.Security.Cryptography;

namespace Adit.Interop.Services;

/// <summary>Many bytes in one direction, hashed at both ends as they go.</summary>
internal static class Flow
{
    private const int Chunk = 256 * 1024;

    /// <summary>Sends random bytes and then the end.</summary>
    /// <returns>Their hash.</returns>
    public static Task<string> SendAsync(Socket socket, long length, CancellationToken cancellationToken)
        => SendAsync(socket, sent => (int)Math.Min(Chunk, length - sent), cancellationToken);

    /// <summary>Sends random bytes until it is told that they are enough, and then the end.</summary>
    /// <returns>Their hash.</returns>
    public static Task<string> SendAsync(Socket socket, Func<bool> isEnough, CancellationToken cancellationToken)
        => SendAsync(socket, _ => isEnough() ? 0 : Chunk, cancellationToken);

    /// <summary>Receives until the end.</summary>
    /// <returns>The hash of what came.</returns>
    public static async Task<string> ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Chunk];
        int read;
        while ((read = await socket.ReceiveAsync(buffer, cancellationToken)) > 0) hash.AppendData(buffer.AsSpan(0, read));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<string> SendAsync(Socket socket, Func<long, int> next, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var random = Payload.Bytes(Chunk);
        for (long sent = 0; next(sent) is > 0 and var length; sent += length)
        {
            // Each chunk differs from the last: a repeated or lost one changes the hash.
            BitConverter.TryWriteBytes(random, sent);
            hash.AppendData(random, 0, length);
            await socket.SendAllAsync(random.AsMemory(0, length), cancellationToken);
        }

        socket.Shutdown(SocketShutdown.Send);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
