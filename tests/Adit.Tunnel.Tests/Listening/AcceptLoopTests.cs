using System.Net.Sockets;
using System.Threading.Channels;
using Adit.Tunnel.Limits;
using Adit.Tunnel.Listening;

namespace Adit.Tunnel.Tests.Listening;

public sealed class AcceptLoopTests : IAcceptor
{
    private readonly ManualTime time = new();
    private readonly LogLines lines = new();
    private readonly Gate connections = new(2);
    private readonly Channel<Socket> served = Channel.CreateUnbounded<Socket>();
    private readonly Channel<Func<Socket>> accepts = Channel.CreateUnbounded<Func<Socket>>();
    private readonly CancellationTokenSource stop = new();
    private int asked;

    private Task Run() =>
        new AcceptLoop(this, connections, socket => served.Writer.TryWrite(socket), new AcceptTrouble("127.0.0.1:1", lines.Log), time).RunAsync(stop.Token);

    async ValueTask<Socket> IAcceptor.AcceptAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref asked);
        return (await accepts.Reader.ReadAsync(cancellationToken))();
    }

    void IDisposable.Dispose()
    {
        // It holds nothing.
    }

    private void Connect() => accepts.Writer.TryWrite(() => new Socket(SocketType.Stream, ProtocolType.Tcp));

    private void Fail(SocketError error) => accepts.Writer.TryWrite(() => throw new SocketException((int)error));

    private async Task EndAsync(Task loop)
    {
        await stop.CancelAsync();
        await loop.InTime();
    }

    [Fact]
    public void Of_one_spell_that_several_run_into_one_line_tells()
    {
        var trouble = new AcceptTrouble("127.0.0.1:1", lines.Log);
        var before = trouble.Count;
        trouble.Saw(new SocketException((int)SocketError.TooManyOpenSockets));
        trouble.Over(before); // by one who began to accept before that
        trouble.Saw(new SocketException((int)SocketError.TooManyOpenSockets));
        Assert.Single(lines.Rest());
        trouble.Over(trouble.Count);
        trouble.Saw(new SocketException((int)SocketError.TooManyOpenSockets));
        Assert.Single(lines.Rest());
    }

    [Flaw(52)]
    [Fact]
    public async Task Out_of_descriptors_it_waits_ever_longer_up_to_a_second_and_goes_on()
    {
        var loop = Run();
        foreach (var expected in new[] { 5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000 })
        {
            Fail(SocketError.TooManyOpenSockets);
            await time.TimerArmedAsync(Within.Token());
            Assert.Equal(TimeSpan.FromMilliseconds(expected), time.NextDue());
            time.Advance(TimeSpan.FromMilliseconds(expected));
        }

        Connect();
        (await served.Reader.ReadAsync(Within.Token())).Dispose();
        Fail(SocketError.TooManyOpenSockets);
        await time.TimerArmedAsync(Within.Token());
        Assert.Equal(TimeSpan.FromMilliseconds(5), time.NextDue());
        await EndAsync(loop);
        Assert.Equal(2, lines.Rest().Count(l => l.Contains("accepting failed", StringComparison.Ordinal)));
    }

    [Flaw(52)]
    [Fact]
    public async Task A_connection_that_aborted_before_it_was_accepted_is_no_error_line()
    {
        var loop = Run();
        Fail(SocketError.ConnectionAborted);
        await time.TimerArmedAsync(Within.Token());
        time.Advance(TimeSpan.FromSeconds(1));
        Connect();
        (await served.Reader.ReadAsync(Within.Token())).Dispose();
        await EndAsync(loop);
        Assert.Empty(lines.Rest());
    }

    [Fact]
    public async Task Over_the_limit_of_connections_it_does_not_accept()
    {
        var loop = Run();
        Connect();
        Connect();
        Connect();
        (await served.Reader.ReadAsync(Within.Token())).Dispose();
        (await served.Reader.ReadAsync(Within.Token())).Dispose();
        Assert.Equal(2, asked);
        Assert.True(accepts.Reader.TryPeek(out _));
        connections.Exit();
        (await served.Reader.ReadAsync(Within.Token())).Dispose();
        await EndAsync(loop);
    }

    [Fact]
    public async Task It_ends_when_asked_to_while_it_waits()
    {
        var loop = Run();
        await EndAsync(loop);
    }
}
