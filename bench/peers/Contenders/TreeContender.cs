using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>A program of the tree of current peers, with a configuration file for each end in it.</summary>
internal abstract class TreeContender(string tree) : Contender
{
    /// <summary>The folder of configurations and credentials, as the program sees it: another run has another.</summary>
    public static string Folder { get; } = $"/bench-{Environment.ProcessId}";

    public override ProcessGroup StartServer(int port, int target) => Start("server", Server(port, target));

    public override ProcessGroup StartClient(int port, int target) => Start("client", Client(port, target));

    protected abstract string Server(int port, int target);

    protected abstract string Client(int port, int target);

    /// <summary>The command line that runs a configuration in the foreground.</summary>
    protected abstract string[] Command(string configuration);

    private ProcessGroup Start(string end, string configuration)
    {
        var file = $"{Folder}/{Name.Replace(' ', '-')}.{end}.conf";
        File.WriteAllText(tree + file, configuration);
        return new ProcessGroup("chroot", [tree, .. Command(file)]);
    }
}
