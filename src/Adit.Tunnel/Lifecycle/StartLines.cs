using Adit.Telemetry;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;

namespace Adit.Tunnel.Lifecycle;

/// <summary>What a tunnel says of itself when it starts: where it stands, where it leads, and who may pass.</summary>
internal static class StartLines
{
    public static void Write(EventLog log, TunnelOptions tunnel, IReadOnlyList<string> listening)
    {
        log.Write(
            LogLevel.Info,
            "tunnel started",
            ("tunnel", tunnel.Name),
            ("mode", tunnel.Mode == TunnelMode.Server ? "server" : "client"),
            ("listen", listening),
            ("target", tunnel.Target.ToString()),
            ("allow", AuthenticatorOf(tunnel).ToString()),
            ("server_name", tunnel.Client?.Options.ServerName),
            ("policy", PolicyOf(tunnel).Name));
        WarnOfOpenDoor(log, tunnel);
    }

    /// <summary>An open tunnel is a hole: whoever reads the log must meet it.</summary>
    public static void WarnOfOpenDoor(EventLog log, TunnelOptions tunnel)
    {
        if (tunnel.Mode == TunnelMode.Server && AuthenticatorOf(tunnel) is { RequestsCertificate: false } && tunnel.Server!.Options.PreSharedKeys.Count == 0)
            log.Write(LogLevel.Warning, "authentication of clients is disabled: everybody who reaches the listener may pass", ("tunnel", tunnel.Name));
    }

    private static PeerAuthenticator AuthenticatorOf(TunnelOptions tunnel) =>
        tunnel.Mode == TunnelMode.Server ? tunnel.Server!.Options.Authenticator : tunnel.Client!.Options.Authenticator;

    private static TlsPolicy PolicyOf(TunnelOptions tunnel) =>
        tunnel.Mode == TunnelMode.Server ? tunnel.Server!.Options.Policy : tunnel.Client!.Options.Policy;
}
