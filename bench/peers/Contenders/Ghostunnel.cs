using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>ghostunnel, where its program is given: no package has it.</summary>
internal sealed class Ghostunnel(string program, Credentials credentials) : Contender
{
    public override string Name => "ghostunnel";

    public override ProcessGroup StartServer(int port, int target, Deployment deployment) => new(program, [
        "server", "--listen", $"127.0.0.1:{port}", "--target", $"127.0.0.1:{target}", .. deployment.AsksForCertificates ? ["--allow-cn", Credentials.ClientName] : (string[])["--disable-authentication"], .. Common("server")]);

    public override ProcessGroup StartClient(int port, int target, Deployment deployment) => new(program, [
        "client", "--listen", $"127.0.0.1:{port}", "--target", $"{Credentials.ServerName}:{target}", .. Common("client")]);

    public override bool CanTell => false;

    public override IReadOnlyList<ToldConnection> Told(ProcessGroup server) => [];

    private string[] Common(string end) =>
        ["--cert", credentials.File($"{end}.pem"), "--key", credentials.File($"{end}.key"), "--cacert", credentials.File("ca.pem"), "--quiet", "all"];
}
