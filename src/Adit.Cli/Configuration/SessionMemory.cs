using Adit.Tls.Sessions;

namespace Adit.Cli.Configuration;

/// <summary>
/// What sessions need to outlive a reload: the keys of a server's tickets and the tickets of a client, for all tunnels of the process.
/// Each tunnel's name is bound into its own. Thread-safe; disposal overwrites them.
/// </summary>
internal sealed class SessionMemory : IDisposable
{
    public TicketKeys TicketKeys { get; } = new();

    public TlsSessionCache Sessions { get; } = new();

    public void Dispose()
    {
        TicketKeys.Dispose();
        Sessions.Dispose();
    }
}
