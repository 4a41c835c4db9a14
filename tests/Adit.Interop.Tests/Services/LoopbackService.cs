using System.Net;
using System.Net.Sockets;

namespace Adit.Interop.Services;

/// <summary>A plaintext service on a free port of loopback: what stands behind <c>adit server</c>. Each connection is served at once, and disposing ends all.</summary>
internal sealed class LoopbackService : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<Socket, CancellationToken, Task> serve;
    private readonly Task accepting;

    /// <summary>Starts a service that gives each connection to <paramref name="serve"/>.</summary>
    public LoopbackService(Func<Socket, CancellationToken, Task> serve)
    {
        this.serve = serve;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        accepting = AcceptAsync();
    }

    /// <summary>Its port.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>Its address as <c>--target</c> takes it.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>A service that sends back what it gets, and its end after the peer's.</summary>
    public static LoopbackService Echo() => new(EchoAsync);

    /// <summary>Serves one connection so.</summary>
    public static async Task EchoAsync(Socket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await socket.ReceiveAsync(buffer, cancellationToken)) > 0) await socket.SendAllAsync(buffer.AsMemory(0, read), cancellationToken);
        socket.Shutdown(SocketShutdown.Send);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var living = new List<Task>();
        try
        {
            while (true)
            {
                living.Add(ServeAsync(await listener.AcceptAsync(stop.Token)));
                living.RemoveAll(task => task.IsCompleted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(living);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                await serve(socket, stop.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The other end went away, or the test is over: what a test wants to know of it, its own serve records.
            }
        }
    }
}
