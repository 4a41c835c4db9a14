using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Tunnel;

namespace Adit.Interop.Services;

/// <summary><c>adit client</c> and <c>adit server</c> one behind the other, in front of a plaintext service.</summary>
internal sealed class TunnelPair : IAsyncDisposable
{
    private TunnelPair(AditProcess server, AditProcess client) => (Server, Client) = (server, client);

    /// <summary>The end that accepts TLS and dials the service.</summary>
    public AditProcess Server { get; }

    /// <summary>The end that accepts plaintext and dials TLS.</summary>
    public AditProcess Client { get; }

    /// <summary>Starts both.</summary>
    /// <param name="parties">Who they are.</param>
    /// <param name="target">The service.</param>
    /// <param name="over">The data plane of both.</param>
    /// <param name="more">Flags that both take.</param>
    public static async Task<TunnelPair> StartAsync(Parties parties, string target, TunnelTransport over = TunnelTransport.Best, params string[] more)
    {
        var server = await AditProcess.StartAsync(AditCommand.End("server", AditCommand.AnyPort, target, [.. parties.ServerFlags, .. more]).Over(over));
        try
        {
            return new TunnelPair(server, await AditProcess.StartAsync(AditCommand.End("client", AditCommand.AnyPort, $"127.0.0.1:{server.Port}", [.. parties.ClientFlags, .. more]).Over(over)));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many descriptors each end has.</summary>
    public (int Server, int Client) Descriptors => (Footprint.DescriptorsOf(Server.Id), Footprint.DescriptorsOf(Client.Id));

    /// <summary>Waits until neither end has more descriptors than it had.</summary>
    public Task DescriptorsBackAsync((int Server, int Client) before) => Deadline.PollAsync(
        () => Descriptors.Server <= before.Server && Descriptors.Client <= before.Client ? this : null,
        () => $"{before} descriptors, there are {Descriptors}");

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
