using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Adit.Interop.Services;

/// <summary>The least of an HTTP/1.1 server: one request a connection, one answer, the end.</summary>
internal sealed class HttpPage : IAsyncDisposable
{
    private readonly TaskCompletionSource<string> body = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] page;
    private readonly string contentType;
    private readonly LoopbackService service;

    /// <summary>Serves <paramref name="page"/> at every path.</summary>
    public HttpPage(string contentType, byte[] page)
    {
        (this.contentType, this.page) = (contentType, page);
        service = new LoopbackService(ServeAsync);
    }

    /// <summary>Its address as <c>--target</c> takes it.</summary>
    public string Address => service.Address;

    /// <summary>The hash of the first request's body.</summary>
    public Task<string> BodyHashAsync() => Processes.Deadline.StepAsync(token => body.Task.WaitAsync(token), () => "a request's body");

    public ValueTask DisposeAsync() => service.DisposeAsync();

    private async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await socket.ReceiveAsync(one, cancellationToken) == 0) return;
            head.Append((char)one[0]);
        }

        var request = new byte[ContentLength(head.ToString())];
        await socket.ReceiveAllAsync(request, cancellationToken);
        body.TrySetResult(Payload.Hash(request));
        await socket.SendAllAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {page.Length}\r\nConnection: close\r\n\r\n"),
            cancellationToken);
        await socket.SendAllAsync(page, cancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        await socket.ReceiveAsync(one, cancellationToken);
    }

    private static int ContentLength(string head)
        => head.Split("\r\n")
            .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            .Select(line => int.Parse(line.AsSpan("Content-Length:".Length), CultureInfo.InvariantCulture))
            .SingleOrDefault();
}
