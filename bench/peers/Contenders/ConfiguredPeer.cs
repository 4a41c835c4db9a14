using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>A program of the tree of current peers, with a configuration file for each end in it.</summary>
internal abstract class ConfiguredPeer(Tree tree) : Contender
{
    /// <summary>The folder of credentials, as the program sees it.</summary>
    protected string Folder => tree.Folder;

    public override ProcessGroup StartServer(int port, int target) => Start("server", Server(port, target));

    public override ProcessGroup StartClient(int port, int target) => Start("client", Client(port, target));

    protected abstract string Server(int port, int target);

    protected abstract string Client(int port, int target);

    /// <summary>The command line that runs a configuration in the foreground.</summary>
    protected abstract string[] Command(string configuration);

    private ProcessGroup Start(string end, string configuration)
    {
        var command = Command(tree.Write($"{Name.Replace(' ', '-')}.{end}.conf", configuration));
        return tree.Start(command[0], command[1..]);
    }
}
