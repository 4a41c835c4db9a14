using Adit.Tunnel;

namespace Adit.Cli.Configuration;

/// <summary>A tunnel ready to run, and its TLS end.</summary>
internal sealed record LoadedTunnel(TunnelOptions Options, TlsEnd End);
