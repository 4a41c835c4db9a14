using Adit.Tls.Sessions;

namespace Adit.Cli.Configuration;

/// <summary>
/// What outlives a reload: the keys of a server's tickets, the tickets of a client and the key logs, for all tunnels of the process.
/// Each tunnel's name is bound into its own. Thread-safe; disposal overwrites them.
/// </summary>
internal sealed class SessionMemory : IDisposable
{
    public TicketKeys TicketKeys { get; } = new();

    public TlsSessionCache Sessions { get; } = new();

    public KeyLogs KeyLogs { get; } = new();

    public void Dispose()
    {
        TicketKeys.Dispose();
        Sessions.Dispose();
        KeyLogs.Dispose();
    }
}
