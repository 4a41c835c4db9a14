using System.Net;
using System.Net.Sockets;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;
using Adit.Tunnel;

namespace Adit.Interop;

/// <summary>
/// Out of descriptors (EMFILE) an end says so, serves whom it serves, and accepts again when descriptors return. That it waits ever longer between
/// attempts is <c>AcceptLoopTests</c>' to show. References: accept(2), getrlimit(2).
/// </summary>
public abstract class DescriptorTests(TunnelTransport over) : IDisposable
{
    private const int Limit = 200;
    private const int FilesOfServer = 3; // certificate, key, CA
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    [Fact]
    public async Task A_server_without_descriptors_says_so_in_one_line_and_accepts_when_they_return()
    {
        await using var service = LoopbackService.Echo();
        await using var server = await LimitedAsync("server", service.Address, [.. parties.ServerFlags, "--handshake-timeout", "10m"]);
        await using var client = await AditProcess.StartAsync(AditCommand.End("client", AditCommand.AnyPort, $"127.0.0.1:{server.Port}", parties.ClientFlags).Over(over));
        await Deadline.StepAsync(
            async token =>
            {
                using var living = await SocketExtensions.ConnectAsync(client.Port, token);
                await EchoAsync(living, token);
                var before = Footprint.DescriptorsOf(server.Id);
                for (var spell = 1; spell <= 2; spell++)
                {
                    // Each takes one descriptor and says nothing.
                    var silent = await ConnectAsync(Limit, server.Port, token);
                    await CountAsync(server, "accepting failed", spell);
                    await EchoAsync(living, token);

                    // The files of a reload cannot be opened, which must not harm what stands.
                    server.Signal(Signal.Hangup);
                    await CountAsync(server, "reload refused", spell * FilesOfServer);
                    await EchoAsync(living, token);

                    await ReturnAsync(silent, server, before);
                    await ServesAsync(client.Port, token);
                    await EchoAsync(living, token);
                    Assert.Equal(spell, server.Log.Count(line => line.Level == "error" && line.Message.StartsWith("accepting failed", StringComparison.Ordinal)));
                }

                return true;
            },
            () => $"the echo. {server} {client}");
    }

    [Fact]
    public async Task A_client_without_descriptors_says_so_once_a_connection_and_accepts_when_they_return()
    {
        await using var service = LoopbackService.Echo();
        await using var server = await AditProcess.StartAsync(AditCommand.End("server", AditCommand.AnyPort, service.Address, parties.ServerFlags).Over(over));
        await using var client = await LimitedAsync("client", $"127.0.0.1:{server.Port}", parties.ClientFlags);
        await Deadline.StepAsync(
            async token =>
            {
                using var living = await SocketExtensions.ConnectAsync(client.Port, token);
                await EchoAsync(living, token);
                var before = Footprint.DescriptorsOf(client.Id);

                // Each takes a descriptor, and another one to dial; so there may be none to accept, or none to dial.
                var many = await ConnectAsync(Limit, client.Port, token);
                await Deadline.PollAsync(() => Complaints(client) > 0 ? client : null, () => $"the line. {client}");
                await EchoAsync(living, token);
                await ReturnAsync(many, client, before);
                await ServesAsync(client.Port, token);
                await EchoAsync(living, token);
                Assert.InRange(Complaints(client), 1, 2 * Limit);
                return true;
            },
            () => $"the echo. {client} {server}");
    }

    private Task<AditProcess> LimitedAsync(string verb, string target, string[] flags)
    {
        var command = AditCommand.End(verb, AditCommand.AnyPort, target, flags).Over(over);
        return AditProcess.StartAsync(command with { Program = "prlimit", Arguments = [$"--nofile={Limit}:{Limit}", command.Program, .. command.Arguments] });
    }

    private static Task<Socket[]> ConnectAsync(int count, int port, CancellationToken cancellationToken)
        => Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // It was accepted, and reset for want of a descriptor to dial with, before it knew that it is connected.
            }

            return socket;
        }));

    private static Task CountAsync(AditProcess process, string message, int count) => Deadline.PollAsync(
        () => process.Log.Count(line => line.Message.StartsWith(message, StringComparison.Ordinal)) == count ? process : null,
        () => $"{count} lines of '{message}'. {process}");

    private static int Complaints(AditProcess process) => process.Log.Count(line => line["reason"]?.Contains("Too many open files", StringComparison.Ordinal) == true);

    private static Task ReturnAsync(Socket[] sockets, AditProcess process, int before)
    {
        foreach (var socket in sockets) socket.Dispose();
        return Deadline.PollAsync(
            () => Footprint.DescriptorsOf(process.Id) <= before ? process : null,
            () => $"{before} descriptors, there are {Footprint.DescriptorsOf(process.Id)}. {process}");
    }

    private static async Task ServesAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = await SocketExtensions.ConnectAsync(port, cancellationToken);
        await EchoAsync(socket, cancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1], cancellationToken));
    }

    private static async Task EchoAsync(Socket socket, CancellationToken cancellationToken)
    {
        var request = Payload.Bytes(100);
        var answer = new byte[request.Length];
        await socket.SendAllAsync(request, cancellationToken);
        Assert.Equal(answer.Length, await socket.ReceiveAllAsync(answer, cancellationToken));
        Assert.Equal(request, answer);
    }
}

/// <inheritdoc/>
public sealed class DescriptorTestsOverSockets() : DescriptorTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class DescriptorTestsOverTheBest() : DescriptorTests(TunnelTransport.Best);
