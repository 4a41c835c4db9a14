using Adit.Interop.Certificates;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Tls;

namespace Adit.Interop.Matrix;

/// <summary>The servers of others that the matrix talks to: one process for each peer, kind of key and proof, started when first needed, for every connection.</summary>
public sealed class PeerServers : IAsyncDisposable
{
    private readonly Dictionary<string, (RunningProcess Process, int Port)> running = [];

    internal MatrixParties Parties { get; } = new();

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, _) in running.Values) await process.DisposeAsync();
        Parties.Dispose();
    }

    /// <summary>The port of the one that shows a certificate or a raw key.</summary>
    internal Task<int> PortAsync(string peer, KeyKind kind, Proof proof) => PortAsync(peer, $"{peer} {kind} {proof}", Parties.Server(kind, proof));

    /// <summary>The port of the one that holds the pre-shared key for a suite.</summary>
    internal Task<int> PortAsync(string peer, CipherSuite suite)
    {
        var key = Parties.KeyOf(suite);
        return PortAsync(peer, $"{peer} {key.File}", new ServerCall { SharedKey = key });
    }

    private async Task<int> PortAsync(string peer, string key, ServerCall call)
    {
        if (!running.TryGetValue(key, out var server))
        {
            var process = RunningProcess.Start(TlsPeers.Named(peer).Server(call with { Groups = TlsPeers.Named(peer).Groups }));
            running.Add(key, server = (process, 0));
            running[key] = server = (process, await process.ListeningAsync());
        }

        return server.Port;
    }
}
