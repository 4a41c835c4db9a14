using Adit.Interop.Certificates;
using Adit.Interop.Processes;

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
    public static async Task<TunnelPair> StartAsync(Parties parties, string target)
    {
        var server = await AditCommand.ServerAsync(target, parties.ServerFlags);
        try
        {
            return new TunnelPair(server, await AditCommand.ClientAsync($"127.0.0.1:{server.Port}", parties.ClientFlags));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
