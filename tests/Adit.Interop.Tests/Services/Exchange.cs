using System.Net.Sockets;
using Adit.Interop.Processes;

namespace Adit.Interop.Services;

/// <summary>The service of the transfer tests: it takes a request of a known length and answers with bytes of its own, then closes.</summary>
internal sealed class Exchange : IAsyncDisposable
{
    private readonly TaskCompletionSource<string> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int requestLength;
    private readonly byte[] response;
    private readonly LoopbackService service;

    /// <summary>Starts it.</summary>
    public Exchange(int requestLength, byte[] response)
    {
        (this.requestLength, this.response) = (requestLength, response);
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

    /// <summary>Starts one of a megabyte each way.</summary>
    public static Exchange OfMegabytes() => new(Payload.Megabyte, Payload.Bytes(Payload.Megabyte));

    /// <summary>Its address as <c>--target</c> takes it.</summary>
    public string Address => service.Address;

    /// <summary>Runs a client that reaches the service on its standard streams, and sees that all arrives both ways.</summary>
    public async Task<FinishedProcess> WithAsync(Command command)
    {
        var request = Payload.Bytes(requestLength);
        await using var client = RunningProcess.Start(command);
        await client.Input.WriteAsync(request);
        await client.Input.FlushAsync();
        var arrived = await Deadline.StepAsync(token => received.Task.WaitAsync(token), () => $"the request at the plaintext service. {client}");
        Assert.Equal(Payload.Hash(request), arrived);

        await Deadline.StepAsync(token => client.Output.WaitAsync(o => o.Length >= response.Length, token), () => $"the answer. {client}");
        client.Input.Close();
        var finished = await client.ExitAsync();
        Assert.Equal(Payload.Hash(response), Payload.Hash(client.Output.Bytes.AsSpan(^response.Length..)));
        return finished;
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();
}
