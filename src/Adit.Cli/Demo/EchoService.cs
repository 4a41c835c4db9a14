using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Adit.Cli.Demo;

/// <summary>A service on loopback that sends back what it gets, for one connection, and hashes what it got.</summary>
internal sealed class EchoService : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public EchoService()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
    }

    /// <summary>Where it listens, <c>127.0.0.1:PORT</c>.</summary>
    public string Address => listener.LocalEndPoint!.ToString()!;

    /// <summary>Serves one connection to its end.</summary>
    /// <returns>SHA-256 of all that came.</returns>
    public async Task<byte[]> ServeAsync(CancellationToken cancellationToken)
    {
        using var connection = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        while (await connection.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            hash.AppendData(buffer.AsSpan(0, count));
            for (var sent = 0; sent < count;)
                sent += await connection.SendAsync(buffer.AsMemory(sent, count - sent), cancellationToken).ConfigureAwait(false);
        }

        connection.Shutdown(SocketShutdown.Send);
        return hash.GetHashAndReset();
    }

    public void Dispose() => listener.Dispose();
}
