using Adit.Interop.Processes;

namespace Adit.Interop.Peers;

/// <summary>Debian's stunnel with a pre-shared key, which it does not import by RFC 9258.</summary>
internal static class Stunnel
{
    /// <summary>Its server end, on a free port of loopback.</summary>
    public static RunningProcess StartServer(TestFolder folder, SharedKey key, int target) => Start(folder, "server", key, target, "");

    /// <summary>Its client end, on a free port of loopback.</summary>
    public static RunningProcess StartClient(TestFolder folder, SharedKey key, int target) =>
        Start(folder, "client", key, target, $"client = yes\nPSKidentity = {SharedKey.Identity}\n");

    private static RunningProcess Start(TestFolder folder, string name, SharedKey key, int target, string more)
    {
        var configuration = folder.Write(
            $"stunnel-{name}.conf",
            $"foreground = yes\npid =\n[{name}]\naccept = 127.0.0.1:0\nconnect = 127.0.0.1:{target}\nciphers = PSK\nPSKsecrets = {key.File}\n{more}");
        return RunningProcess.Start(new Command(Peer.Require("stunnel", "stunnel", "apt-get install stunnel4"), configuration));
    }
}
