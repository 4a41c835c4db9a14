using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

/// <summary>Connections are accepted by the loops that go on with them.</summary>
public sealed class EpollAcceptorTests : IDisposable
{
    private readonly Socket listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentBag<Socket> sockets = [];

    public EpollAcceptorTests()
    {
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen(512);
        listening.Blocking = false;
    }

    public void Dispose()
    {
        listening.Dispose();
        foreach (var socket in sockets) socket.Dispose();
    }

    [Fact]
    public async Task Each_connection_is_accepted_once_and_on_the_thread_of_the_loop()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        const int Connections = 200;
        using var loops = new EpollLoops(cores: 3);
        using var stop = new CancellationTokenSource();
        var accepted = new ConcurrentDictionary<EndPoint, bool>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var acceptors = loops.Handshakes.Select(loop => new EpollAcceptor(listening, (EpollLoop)loop)).ToList();
        var accepting = acceptors.Zip(loops.Handshakes, AcceptAsync).ToList();

        for (var i = 0; i < Connections; i++) Connect();
        await all.Task.InTime();
        await stop.CancelAsync();
        foreach (var each in accepting) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => each.InTime());
        acceptors.ForEach(a => a.Dispose());
        Assert.Equal(Connections, accepted.Count);
        Assert.All(accepted.Values, Assert.True);

        async Task AcceptAsync(EpollAcceptor acceptor, RelayLoop loop)
        {
            while (true)
            {
                var socket = await acceptor.AcceptAsync(stop.Token);
                sockets.Add(socket);
                if (!accepted.TryAdd(socket.RemoteEndPoint!, loop.IsCurrent)) throw new InvalidOperationException("A connection was accepted twice.");
                if (accepted.Count == Connections) all.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task However_many_come_at_once_one_is_accepted_in_a_round()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        const int Connections = 50;
        using var loops = new EpollLoops(cores: 1);
        var loop = loops.Handshakes.Single();
        using var acceptor = new EpollAcceptor(listening, (EpollLoop)loop);
        var rounds = new Rounds(loop);
        var most = 0;
        for (var i = 0; i < 10; i++) Connect();
        await AcceptAsync().InTime();
        rounds.IsOver = true;
        Assert.InRange(most, 1, 2); // one before the count of rounds goes up, one after it

        async Task AcceptAsync()
        {
            var (round, inRound) = (0, 0);
            for (var i = 0; i < Connections; i++)
            {
                sockets.Add(await acceptor.AcceptAsync(Within.Token()));
                (round, inRound) = (rounds.Count, rounds.Count == round ? inRound + 1 : 1);
                most = Math.Max(most, inRound);
                Connect(); // another edge, while more wait
            }
        }
    }

    [Fact]
    public async Task One_that_was_reset_before_it_was_accepted_tells_where_it_came_from()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        using var loops = new EpollLoops(cores: 1);
        var peer = Connect();
        var from = peer.LocalEndPoint;
        peer.Close(0);
        using var acceptor = new EpollAcceptor(listening, (EpollLoop)loops.Handshakes.Single());
        using var accepted = await acceptor.AcceptAsync(Within.Token());
        Assert.Equal(from, accepted.RemoteEndPoint);
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(socket);
        socket.Connect(listening.LocalEndPoint!);
        return socket;
    }

    /// <summary>Counts the rounds of a loop, which has one after another while it does.</summary>
    private sealed class Rounds : IPosted
    {
        public Rounds(RelayLoop loop) => loop.Post(this);

        public bool IsOver { get; set; }

        public int Count { get; private set; }

        public void OnPosted(RelayLoop by)
        {
            Count++;
            if (!IsOver) by.Post(this);
        }
    }
}
