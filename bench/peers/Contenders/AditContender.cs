using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>The published program, with its defaults but for the one group that all contenders have.</summary>
internal sealed class AditContender(Tree tree) : Contender
{
    public override string Name => "adit";

    public override bool IsPeer => false;

    public override ProcessGroup StartServer(int port, int target) => Start("server", port, target, "--allow-cn", Credentials.ClientName);

    public override ProcessGroup StartClient(int port, int target) => Start("client", port, target, "--server-name", Credentials.ServerName);

    private ProcessGroup Start(string end, int port, int target, params string[] more) => tree.Start($"{tree.Folder}/adit", [
        end, "--listen", $"127.0.0.1:{port}", "--target", $"127.0.0.1:{target}",
        "--cert", $"{tree.Folder}/{end}.pem", "--key", $"{tree.Folder}/{end}.key", "--ca", $"{tree.Folder}/ca.pem",
        "--groups", "X25519MLKEM768", "--max-connections", "20000", "--log-level", "error", .. more,
    ]);
}
