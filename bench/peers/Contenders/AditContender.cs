using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>The published program, with its defaults but for the one group that all contenders have.</summary>
internal sealed class AditContender(string program, Credentials credentials) : Contender
{
    public override string Name => "adit";

    public override bool IsPeer => false;

    public override ProcessGroup StartServer(int port, int target) => new(program, [
        "server", "--listen", $"127.0.0.1:{port}", "--target", $"127.0.0.1:{target}", "--allow-cn", Credentials.ClientName, .. Common("server")]);

    public override ProcessGroup StartClient(int port, int target) => new(program, [
        "client", "--listen", $"127.0.0.1:{port}", "--target", $"127.0.0.1:{target}", "--server-name", Credentials.ServerName, .. Common("client")]);

    private string[] Common(string end) =>
    [
        "--cert", credentials.File($"{end}.pem"), "--key", credentials.File($"{end}.key"), "--ca", credentials.File("ca.pem"),
        "--groups", "X25519MLKEM768", "--max-connections", "20000", "--log-level", "error",
    ];
}
