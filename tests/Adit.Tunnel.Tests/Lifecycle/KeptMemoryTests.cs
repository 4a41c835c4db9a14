using System.Net;
using System.Net.Sockets;
using Adit.Tls;
using Adit.Tls.Sessions;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Lifecycle;

/// <summary>Measures the memory of this process, so nothing else may run beside it.</summary>
[Collection(nameof(ManyConnectionsTests))]
public sealed class KeptMemoryTests : IDisposable
{
    private const int Connections = 250;
    private const int Rounds = 3;

    /// <summary>Of a connection: less than a tenth of the objects that live as long as it at its two ends.</summary>
    private const int ToleratedBytes = 1000;

    private readonly Socket target = Loopback.Listen();
    private readonly TicketKeys keys = new();
    private readonly TlsSessionCache sessions = new();

    public void Dispose()
    {
        target.Dispose();
        keys.Dispose();
        sessions.Dispose();
    }

    [Theory]
    [InlineData(TunnelTransport.Best, false)]
    [InlineData(TunnelTransport.Best, true)]
    [InlineData(TunnelTransport.Sockets, false)]
    [InlineData(TunnelTransport.Sockets, true)]
    public async Task Nothing_is_kept_of_connections_that_have_ended(TunnelTransport transport, bool resumes)
    {
        await using var pair = await TunnelPair.StartAsync(
            resumes ? Resuming(TestPeers.Server()) : null,
            resumes ? Resuming(TestPeers.Client()) : null,
            server: o => o with { Target = Loopback.AddressOf(target) },
            transport: transport);
        Carry(pair);
        var before = KeptBytes();
        for (var round = 0; round < Rounds; round++) Carry(pair);
        Assert.InRange(KeptBytes() - before, long.MinValue, Rounds * Connections * ToleratedBytes);
    }

    /// <summary>Of the generations alone: the large pinned arrays that loops work in come and go with those of the tests before this one.</summary>
    private static long KeptBytes()
    {
        for (var times = 0; times < 3; times++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetGCMemoryInfo(GCKind.FullBlocking).GenerationInfo[..(GC.MaxGeneration + 1)].ToArray().Sum(g => g.SizeAfterBytes - g.FragmentationAfterBytes);
    }

    private TlsServer Resuming(TlsServer server) => new(server.Options with { TicketKeys = keys, SessionScope = "server" });

    private TlsClient Resuming(TlsClient client) => new(client.Options with { Sessions = sessions, SessionScope = "client" });

    /// <summary>Connections one after another, by calls that leave nothing behind themselves.</summary>
    private void Carry(TunnelPair pair)
    {
        var entrance = IPEndPoint.Parse(pair.Client.Listening["client"][0]);
        var word = new byte[1];
        for (var i = 0; i < Connections; i++)
        {
            using var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            near.Connect(entrance);
            using var far = target.Accept();
            near.Send(word);
            near.Shutdown(SocketShutdown.Send);
            while (far.Receive(word) > 0) { }
            far.Send(word);
            far.Shutdown(SocketShutdown.Send);
            while (near.Receive(word) > 0) { }
            pair.ClientLog.Rest();
            pair.ServerLog.Rest();
        }
    }
}
