using System.Net.Sockets;

namespace Adit.Interop.Services;

/// <summary>The service of the transfer tests: it takes a request of a known length and answers with bytes of its own, then closes.</summary>
internal sealed class Exchange : IAsyncDisposable
{
    private readonly TaskCompletionSource<string> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LoopbackService service;

    /// <summary>Starts it.</summary>
    public Exchange(int requestLength, byte[] response)
    {
        service = new LoopbackService(async (socket, token) =>
        {
            var request = new byte[requestLength];
            var length = await socket.ReceiveAllAsync(request, token);
            if (length == 0) return;
            received.TrySetResult(Payload.Hash(request.AsSpan(0, length)));
            await socket.SendAllAsync(response, token);
            socket.Shutdown(SocketShutdown.Send);
            await socket.ReceiveAsync(request.AsMemory(0, 1), token);
        });
    }

    /// <summary>Its address as <c>--target</c> takes it.</summary>
    public string Address => service.Address;

    /// <summary>The hash of the first request.</summary>
    public Task<string> ReceivedHashAsync() => Processes.Deadline.StepAsync(token => received.Task.WaitAsync(token), () => "the request at the plaintext service");

    public ValueTask DisposeAsync() => service.DisposeAsync();
}
