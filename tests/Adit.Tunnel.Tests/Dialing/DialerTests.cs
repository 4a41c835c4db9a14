using System.Net;
using System.Net.Sockets;
using Adit.Tunnel.Dialing;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Dialing;

public abstract class DialerTests(TunnelTransport over) : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private readonly DataPlane plane = DataPlane.Start(over);
    private readonly Socket listener = Loopback.Listen();

    public void Dispose()
    {
        plane.Dispose();
        listener.Dispose();
    }

    private int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    private Dialer Resolving(params string[] addresses) =>
        new(plane, (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()), TimeProvider.System);

    [Fact]
    public async Task Each_address_of_a_name_is_tried_in_turn()
    {
        using var socket = await Resolving("127.0.0.2", "::1", "127.0.0.1").DialAsync(new TcpAddress("db", Port), mustBeLocal: true, Long, Within.Token());
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, Port), socket.RemoteEndPoint);
        Assert.True(socket.NoDelay);
    }

    [Fact]
    public async Task When_none_answers_each_is_named()
    {
        var fault = await Assert.ThrowsAsync<DialException>(async () =>
            await Resolving("127.0.0.2", "127.0.0.3").DialAsync(new TcpAddress("db", Port), mustBeLocal: true, Long, Within.Token()));
        Assert.Contains($"The target db:{Port} cannot be reached: 127.0.0.2:{Port}: Connection refused; 127.0.0.3:{Port}: Connection refused. Check the address", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_that_watches_no_more_sockets_is_a_reason_like_any_other()
    {
        using var full = new FullPlane();
        var dialer = new Dialer(full, (_, _) => Task.FromResult(new[] { IPAddress.Loopback }), TimeProvider.System);
        var fault = await Assert.ThrowsAsync<DialException>(async () => await dialer.DialAsync(new TcpAddress("db", Port), mustBeLocal: true, Long, Within.Token()));
        Assert.Contains($"The target db:{Port} cannot be reached: 127.0.0.1:{Port}: epoll_ctl failed: No space left on device.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_turns_to_another_machine_is_refused_at_the_dial()
    {
        var answers = new Queue<string>(["127.0.0.1", "192.0.2.1"]);
        var dialer = new Dialer(plane, (_, _) => Task.FromResult(new[] { IPAddress.Parse(answers.Dequeue()) }), TimeProvider.System);
        (await dialer.DialAsync(new TcpAddress("db", Port), mustBeLocal: true, Long, Within.Token())).Dispose();
        var fault = await Assert.ThrowsAsync<DialException>(async () => await dialer.DialAsync(new TcpAddress("db", Port), mustBeLocal: true, Long, Within.Token()));
        Assert.Contains("--unsafe-target", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("0.0.0.0")]
    [InlineData("fe80::1")]
    [InlineData("2001:db8::1")]
    public async Task What_is_not_loopback_is_not_local(string address) =>
        await Assert.ThrowsAsync<DialException>(async () => await Resolving(address).DialAsync(new TcpAddress("db", Port), mustBeLocal: true, Long, Within.Token()));

    [Fact]
    public async Task Addresses_that_are_not_local_are_passed_over_for_one_that_is()
    {
        using var socket = await Resolving("192.0.2.1", "127.0.0.1").DialAsync(new TcpAddress("db", Port), mustBeLocal: true, Long, Within.Token());
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, Port), socket.RemoteEndPoint);
    }

    [Fact]
    public async Task A_resolver_that_does_not_answer_ends_at_the_limit()
    {
        var time = new ManualTime();
        var dialer = new Dialer(plane, (_, _) => new TaskCompletionSource<IPAddress[]>().Task, time);
        var dial = dialer.DialAsync(new TcpAddress("db", Port), mustBeLocal: true, TimeSpan.FromSeconds(10), Within.Token()).AsTask();
        await time.TimerArmedAsync(Within.Token());
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("did not resolve within 10 s. Check this machine's resolver", (await Assert.ThrowsAsync<DialException>(() => dial.InTime())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_was_told_too_late_to_be_tried_is_named()
    {
        var time = new ManualTime();
        var dialer = new Dialer(plane, Resolve, time);
        var fault = await Assert.ThrowsAsync<DialException>(async () => await dialer.DialAsync(new TcpAddress("db", Port), mustBeLocal: true, TimeSpan.FromSeconds(10), Within.Token()));
        Assert.Contains($"cannot be reached: 127.0.0.1:{Port}: no time was left for it. Check the address", fault.Message, StringComparison.Ordinal);

        Task<IPAddress[]> Resolve(string name, CancellationToken cancellationToken)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return Task.FromResult(new[] { IPAddress.Loopback });
        }
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_said_so()
    {
        var dialer = new Dialer(plane, (_, _) => throw new SocketException((int)SocketError.HostNotFound), TimeProvider.System);
        var fault = await Assert.ThrowsAsync<DialException>(async () => await dialer.DialAsync(new TcpAddress("db", Port), mustBeLocal: true, Long, Within.Token()));
        Assert.Contains("its name does not resolve", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Check the name", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unix_target_is_dialled()
    {
        var path = Path.Combine(Path.GetTempPath(), $"adit-{Guid.NewGuid():N}.sock");
        using var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        unix.Bind(new UnixDomainSocketEndPoint(path));
        unix.Listen();
        using var socket = await Resolving().DialAsync(new UnixAddress(path), mustBeLocal: true, Long, Within.Token());
        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task A_cancelled_dial_says_that_it_was_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Resolving("127.0.0.1").DialAsync(new TcpAddress("db", Port), mustBeLocal: true, Long, cancelled.Token));
    }
}

/// <inheritdoc/>
public sealed class DialerTestsOverSockets() : DialerTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class DialerTestsOverTheBest() : DialerTests(TunnelTransport.Best);
