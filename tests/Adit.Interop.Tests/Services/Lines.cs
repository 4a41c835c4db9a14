using System.Net.Sockets;
using Adit.Interop.Processes;

namespace Adit.Interop.Services;

/// <summary>A megabyte of lines through a tunnel to a server that answers lines.</summary>
internal static class Lines
{
    /// <summary>Sends them, and sees that what comes back is the answer.</summary>
    /// <param name="port">Where the tunnel accepts plaintext.</param>
    /// <param name="answer">What the server makes of its input, as long as that.</param>
    /// <param name="ends">What a failure tells of both ends.</param>
    /// <returns>How many bytes went each way.</returns>
    public static async Task<int> ExchangeAsync(int port, Func<byte[], byte[]> answer, Func<string> ends)
    {
        var request = Payload.Lines();
        var response = await Deadline.StepAsync(
            async token =>
            {
                using var socket = await SocketExtensions.ConnectAsync(port, token);
                var sending = socket.SendAllAsync(request, token);
                var buffer = new byte[request.Length];
                var length = await socket.ReceiveAllAsync(buffer, token);
                await sending;
                socket.Shutdown(SocketShutdown.Send);
                return buffer[..length];
            },
            () => $"the answer. {ends()}");
        Assert.Equal(Payload.Hash(answer(request)), Payload.Hash(response));
        return request.Length;
    }
}
