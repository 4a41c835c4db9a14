using System.Net.Sockets;
using Adit.Tls;
using Adit.Tunnel.Relay;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Transport;

/// <summary>The relay of a data plane between a TLS peer and a plaintext one, each a socket of the test's.</summary>
public abstract class DataPlaneTests(TunnelTransport over) : IDisposable
{
    private const byte FinWait1 = 4; // TCP_FIN_WAIT1, linux/tcp.h
    private readonly DataPlane plane = DataPlane.Start(over);

    public void Dispose() => plane.Dispose();

    [Fact]
    public async Task What_is_on_its_way_to_the_target_is_delivered_when_the_tls_peer_is_cut_after_its_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not say what is on its way.");
        await using var sides = await SidesAsync();
        SocketPair.LimitToOnWay(sides.PlainSocket, sides.Far);
        var end = sides.Relay.RunAsync(CancellationToken.None);
        await sides.Near.WriteAsync(new byte[SocketPair.OnWay], Within.Token());
        await sides.Near.CloseWriteAsync(Within.Token());
        Assert.True(SpinWait.SpinUntil(() => StateOf(sides.PlainSocket) == FinWait1, Within.Limit));
        sides.NearSocket.Reset();
        Assert.Equal(TransportSide.Secure, (await end.InTime()).Side);
        Assert.Equal(SocketPair.OnWay, (await sides.Far.ReadToEndAsync()).Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_tls_peer_that_said_all_and_reset_the_target_gets_all_and_the_end(bool farHasSent)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Not every system keeps what came before a reset.");
        await using var sides = await SidesAsync();
        sides.SecureSocket.ReceiveBufferSize = 4 * SocketPair.OnWay;
        sides.PlainSocket.SendBufferSize = 1;
        sides.Far.ReceiveBufferSize = SocketPair.OnWay / 8;
        await sides.Near.WriteAsync(new byte[SocketPair.OnWay], Within.Token());
        await sides.Near.CloseWriteAsync(Within.Token());
        Assert.True(SpinWait.SpinUntil(() => !TcpSettings.HasUnsent(sides.NearSocket), Within.Limit));
        sides.NearSocket.Reset();
        Assert.True(SpinWait.SpinUntil(() => TcpSettings.IsClosed(sides.SecureSocket), Within.Limit));
        if (farHasSent) await sides.Far.SendAllAsync(new byte[10]);
        var end = sides.Relay.RunAsync(CancellationToken.None);
        Assert.Equal(SocketPair.OnWay, (await sides.Far.ReadToEndAsync()).Length);
        var how = await end.InTime();
        Assert.Equal(TransportSide.Secure, how.Side);
        Assert.True(Assert.IsType<TlsException>(how.Error).IsTruncation);
    }

    private async Task<Sides> SidesAsync()
    {
        var (secureSocket, nearSocket) = await SocketPair.TcpAsync();
        var (plainSocket, far) = await SocketPair.TcpAsync();
        var accepting = plane.AcceptAsync(TestPeers.Server(), secureSocket, "the test", Within.Token()).AsTask();
        var near = await TestPeers.Client().ConnectAsync(nearSocket, cancellationToken: Within.Token());
        var secure = new SecureTransport(await accepting);
        await Task.Yield(); // a test that waits holds up no loop
        return new Sides(near, nearSocket, secureSocket, secure, new PlainTransport(plainSocket), far, plane);
    }

    private static byte StateOf(Socket socket)
    {
        const int Tcp = 6, TcpInfo = 11; // tcp(7)
        Span<byte> state = stackalloc byte[1];
        socket.GetRawSocketOption(Tcp, TcpInfo, state);
        return state[0];
    }

    /// <summary>Both peers, and the relay between.</summary>
    private sealed class Sides(TlsStream near, Socket nearSocket, Socket secureSocket, SecureTransport secure, PlainTransport plain, Socket far, DataPlane plane) : IAsyncDisposable
    {
        public TlsStream Near => near;

        public Socket NearSocket => nearSocket;

        public Socket SecureSocket => secureSocket;

        public Socket PlainSocket => plain.Socket;

        public Socket Far => far;

        public IRelay Relay { get; } = plane.Join(secure, plain, TimeProvider.System);

        public async ValueTask DisposeAsync()
        {
            await near.DisposeAsync();
            await secure.DisposeAsync();
            await plain.DisposeAsync();
            far.Dispose();
        }
    }
}

/// <inheritdoc/>
public sealed class DataPlaneTestsOverSockets() : DataPlaneTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class DataPlaneTestsOverTheBest() : DataPlaneTests(TunnelTransport.Best);
