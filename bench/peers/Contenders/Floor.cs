using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>floor.c: records of AES-128-GCM under fixed keys by libcrypto, and nothing else. Less than this no tunnel can cost.</summary>
internal sealed class Floor(Tree tree) : Contender
{
    public override string Name => "floor";

    public override bool IsPeer => false;

    public override bool HasHandshake => false;

    public override bool CanTell => false;

    public override ProcessGroup StartServer(int port, int target, Deployment deployment) => tree.Start($"{tree.Folder}/floor", "open", $"{port}", $"{target}");

    public override ProcessGroup StartClient(int port, int target, Deployment deployment) => tree.Start($"{tree.Folder}/floor", "seal", $"{port}", $"{target}");

    public override IReadOnlyList<ToldConnection> Told(ProcessGroup server) => [];
}
