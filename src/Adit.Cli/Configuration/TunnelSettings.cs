using Adit.Tunnel;

namespace Adit.Cli.Configuration;

/// <summary>One tunnel as written, by flags or in TOML: both become this, and only <see cref="TunnelLoader"/> goes on from here.</summary>
internal sealed record TunnelSettings
{
    public required string Name { get; init; }

    public required TunnelMode Mode { get; init; }

    public required TlsSettings Tls { get; init; }

    public IReadOnlyList<Setting<string>> Listen { get; init; } = [];

    public Setting<string>? Target { get; init; }

    public Setting<string>? HandshakeTimeout { get; init; }

    public Setting<string>? ConnectTimeout { get; init; }

    public Setting<string>? DrainTimeout { get; init; }

    public Setting<string>? MaxSessionAge { get; init; }

    public Setting<string>? MaxConnections { get; init; }

    public Setting<string>? MaxHandshakes { get; init; }

    public bool UnsafeListen { get; init; }

    public bool UnsafeTarget { get; init; }
}
