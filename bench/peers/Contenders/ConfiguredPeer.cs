using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>A program of the tree of current peers, with a configuration file for each end in it.</summary>
internal abstract class ConfiguredPeer(Tree tree) : Contender
{
    /// <summary>What begins a line that tells of a connection: group, suite and whether it was resumed follow.</summary>
    protected const string Mark = "told";

    /// <summary>The folder of credentials, as the program sees it.</summary>
    protected string Folder => tree.Folder;

    public override ProcessGroup StartServer(int port, int target, Deployment deployment) => Start("server", Server(port, target, deployment));

    public override ProcessGroup StartClient(int port, int target, Deployment deployment) => Start("client", Client(port, target, deployment));

    public override IReadOnlyList<ToldConnection> Told(ProcessGroup server) =>
        [.. LinesOf(server).Select(l => l.Split(' ')).Where(f => f is [Mark, not "-", _, _]).Select(f => new ToldConnection(f[1], f[2], f[3] is "1" or "r"))];

    /// <summary>What the server end says of its connections.</summary>
    protected virtual IEnumerable<string> LinesOf(ProcessGroup server) => server.Lines;

    protected abstract string Server(int port, int target, Deployment deployment);

    protected abstract string Client(int port, int target, Deployment deployment);

    /// <summary>The command line that runs a configuration in the foreground.</summary>
    protected abstract string[] Command(string configuration);

    private ProcessGroup Start(string end, string configuration)
    {
        var command = Command(tree.Write($"{Name.Replace(' ', '-')}.{end}.conf", configuration));
        return tree.Start(command[0], command[1..]);
    }
}
