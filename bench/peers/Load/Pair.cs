using Adit.PeerBench.Contenders;
using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Load;

/// <summary>Both ends of a contender before a target. Disposal kills them.</summary>
internal sealed class Pair : IDisposable
{
    public Pair(Contender contender, int target, Deployment deployment)
    {
        var (entrance, middle) = (Loopback.FreePort(), Loopback.FreePort());
        Server = contender.StartServer(middle, target, deployment);
        try
        {
            Loopback.Await(Server, middle);
            Client = contender.StartClient(entrance, middle, deployment);
            Loopback.Await(Client, entrance);
        }
        catch
        {
            Dispose();
            throw;
        }

        Entrance = entrance;
    }

    public ProcessGroup Server { get; }

    public ProcessGroup? Client { get; }

    /// <summary>The port where plaintext goes in.</summary>
    public int Entrance { get; }

    /// <summary>User and system time of both ends, in seconds.</summary>
    public double CpuSeconds => Server.CpuSeconds + Client!.CpuSeconds;

    /// <summary>PSS of both ends, in KiB.</summary>
    public long PssKib => Server.PssKib + Client!.PssKib;

    public void Dispose()
    {
        Client?.Dispose();
        Server.Dispose();
    }
}
