using System.Net.Sockets;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;
using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Rows;

/// <summary>Memory of tunnels that carried a byte and now carry nothing.</summary>
internal sealed class IdleRow(int tunnels) : Row
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public override string Key => $"idle{tunnels}";

    public override async Task<IReadOnlyList<Sample>> MeasureAsync(Contender contender, int round)
    {
        using var service = new Service();
        using var pair = new Pair(contender, service.Port, Deployment.Usual);
        var sockets = new List<Socket>();
        try
        {
            sockets.Add(Open(pair.Entrance));
            await Task.Delay(Settling);
            var (before, kernelBefore) = (pair.PssKib, WholeMachine.SocketKib);
            for (var i = 0; i < tunnels; i++) sockets.Add(Open(pair.Entrance));
            await Task.Delay(Settling);
            return
            [
                new($"KiB an idle tunnel of {tunnels}", (double)(pair.PssKib - before) / tunnels),
                new($"kernel KiB an idle tunnel of {tunnels}", (double)(WholeMachine.SocketKib - kernelBefore) / tunnels),
            ];
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }

    private static Socket Open(int port)
    {
        var socket = Loopback.Connect(port);
        byte[] one = [Service.Echo];
        socket.Send(one);
        Loopback.ReadExactly(socket, one);
        return socket;
    }
}
