using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Certificates.Revocation;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;

namespace Adit.Cli.Configuration;

/// <summary>One end of TLS with its files read, ready to be used, and what it was made of, for <c>check</c> to tell.</summary>
internal sealed record TlsEnd
{
    /// <summary>What we prove ourselves with, best first; empty where there is nothing to show.</summary>
    public IReadOnlyList<TlsIdentity> Identities { get; init; } = [];

    /// <summary>Where chains of peers may end; null where only pins count.</summary>
    public TrustAnchors? Anchors { get; init; }

    /// <summary>False where the anchors are the system's, which only the system's owner can renew.</summary>
    public bool AnchorsAreOurs { get; init; } = true;

    /// <summary>What revokes certificates of peers; null where nobody looks.</summary>
    public RevocationLists? RevocationLists { get; init; }

    /// <summary>Keys that both ends were given.</summary>
    public IReadOnlyList<PreSharedKey> PreSharedKeys { get; init; } = [];

    /// <summary>Pins of the server, on a client.</summary>
    public IReadOnlyList<string> Pins { get; init; } = [];

    /// <summary>Who may pass, on a server.</summary>
    public IReadOnlyList<NamedRule> Rules { get; init; } = [];

    /// <summary>The file that the secrets of all connections are written to; null, as it has to be in service, where none is.</summary>
    public string? UnsafeKeyLog { get; init; }

    /// <summary>What may be negotiated.</summary>
    public required TlsPolicy Policy { get; init; }

    /// <summary>The end, in mode Server.</summary>
    public TlsServer? Server { get; init; }

    /// <summary>The end, in mode Client.</summary>
    public TlsClient? Client { get; init; }
}
