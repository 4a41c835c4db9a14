using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>A program that makes tunnels: how its two ends are started.</summary>
internal abstract class Contender
{
    public abstract string Name { get; }

    /// <summary>Whether it is one that Adit is compared to as a peer: not Adit itself, and not a floor, which nobody could run.</summary>
    public virtual bool IsPeer => true;

    /// <summary>Whether it speaks TLS; a floor has records only.</summary>
    public virtual bool HasHandshake => true;

    /// <summary>Whether it tells of connections what a scenario has to know.</summary>
    public virtual bool CanTell => true;

    /// <summary>The end that accepts TLS on a port and dials plaintext.</summary>
    public abstract ProcessGroup StartServer(int port, int target, Deployment deployment);

    /// <summary>The end that accepts plaintext on a port and dials TLS.</summary>
    public abstract ProcessGroup StartClient(int port, int target, Deployment deployment);

    /// <summary>What a server end has told so far of connections that carried something (<see cref="Deployment.Tells"/>).</summary>
    public abstract IReadOnlyList<ToldConnection> Told(ProcessGroup server);
}
