using System.Net.Sockets;

namespace Adit.Tunnel.Tests.Lifecycle;

/// <summary>
/// A connection whose TLS peers lose each other after any byte: what came in whole records is handed on, and nothing that is cut short looks whole.
/// </summary>
public abstract class VanishingPeerTests(TunnelTransport over)
{
    private const int Overhead = 5 + 1 + 16; // RFC 9846 5.2: header, content type, tag
    private const int Content = 10;
    private const int Record = Content + Overhead;
    private const int CloseNotify = 2 + Overhead;
    private const int Whole = (2 * Record) + CloseNotify;

    /// <summary>A signature may be so much shorter in another handshake.</summary>
    private const int Slack = 8;

    private static readonly byte[] Sent = [.. Enumerable.Range(0, 2 * Content).Select(i => (byte)i)];

    [Theory]
    [InlineData(true, Vanishing.ByReset)]
    [InlineData(true, Vanishing.ByEnd)]
    [InlineData(false, Vanishing.ByReset)]
    [InlineData(false, Vanishing.ByEnd)]
    public async Task After_any_byte_of_a_transfer_whole_records_arrive_and_then_a_reset(bool up, Vanishing how)
    {
        using var wire = new Wire();
        await using var pair = await StartAsync(wire);
        for (var let = 0; let <= Whole; let++)
        {
            using var transfer = await Transfer.BeginAsync(pair, wire, up);
            transfer.Let(let);
            transfer.Break(how);
            var (received, isReset) = await ReadToAnyEndAsync(transfer.Taker);
            Assert.Equal(Arriving(let), received);
            Assert.Equal(let < Whole, isReset);
            await transfer.Giver.AssertResetAsync();
        }

        await AssertServesAsync(pair);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Silence_after_any_byte_of_a_transfer_holds_up_nobody_and_ends_with_our_stop(bool up)
    {
        using var wire = new Wire();
        var transfers = new List<Transfer>();
        await using (var pair = await StartAsync(wire))
        {
            for (var let = 0; let <= Whole; let++)
            {
                transfers.Add(await Transfer.BeginAsync(pair, wire, up));
                transfers[^1].Let(let);
                Assert.Equal(Arriving(let), await transfers[^1].Taker.ReadExactlyAsync(Arriving(let).Length));
            }

            await AssertServesAsync(pair);
        }

        foreach (var (transfer, let) in transfers.Select((t, i) => (t, i)))
        {
            var (received, isReset) = await ReadToAnyEndAsync(transfer.Taker);
            Assert.Empty(received);
            Assert.Equal(let < Whole, isReset);
            await transfer.Giver.AssertResetAsync();
            transfer.Dispose();
        }
    }

    [Theory]
    [InlineData(true, Vanishing.ByReset)]
    [InlineData(true, Vanishing.ByEnd)]
    [InlineData(false, Vanishing.ByReset)]
    [InlineData(false, Vanishing.ByEnd)]
    public async Task Throughout_a_handshake_nothing_arrives_but_a_reset(bool up, Vanishing how)
    {
        const int Step = 61;
        using var wire = new Wire();
        await using var pair = await StartAsync(wire);
        long length;
        using (var whole = await Transfer.BeginAsync(pair, wire, up)) length = whole.BytesBefore - Overhead - 1 - Slack;

        var atTarget = new List<Socket>();
        var accepting = AcceptAllAsync(pair, atTarget);
        for (var let = 0L; let < length; let += Step)
        {
            wire.Limits = up ? (let, long.MaxValue) : (long.MaxValue, let);
            using var near = await pair.DialAsync();
            using var carried = await wire.NextAsync();
            await (up ? carried.Up : carried.Down).CameAsync(let);
            carried.Break(how);
            await near.AssertResetAsync();
        }

        wire.Limits = (long.MaxValue, long.MaxValue);
        Assert.True(await pair.Client.DrainAsync().InTime());
        Assert.True(await pair.Server.DrainAsync().InTime());
        pair.CloseTarget();
        await accepting.InTime();
        foreach (var far in atTarget)
        {
            var (received, isReset) = await ReadToAnyEndAsync(far);
            Assert.Empty(received);
            Assert.True(isReset);
            far.Dispose();
        }
    }

    private Task<TunnelPair> StartAsync(Wire wire) => TunnelPair.StartAsync(
        transport: over,
        client: o => o with { Target = wire.StandBefore(o.Target), ClientHello = ClientHelloMode.Hybrid });

    private static byte[] Arriving(int let) => Sent[..(Math.Min(let / Record, 2) * Content)];

    private static async Task AssertServesAsync(TunnelPair pair)
    {
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        await near.SendAllAsync(Sent);
        Assert.Equal(Sent, await far.ReadExactlyAsync(Sent.Length));
    }

    private static async Task AcceptAllAsync(TunnelPair pair, List<Socket> accepted)
    {
        try
        {
            while (true) accepted.Add(await pair.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The target was closed.
        }
    }

    private static async Task<(byte[] Received, bool IsReset)> ReadToAnyEndAsync(Socket socket)
    {
        var received = new List<byte>();
        var buffer = new byte[100];
        try
        {
            while (await socket.ReceiveAsync(buffer, Within.Token()) is > 0 and var count) received.AddRange(buffer[..count]);
            return ([.. received], false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return ([.. received], true);
        }
    }

    /// <summary>Two records and a close_notify that the wire holds back.</summary>
    private sealed class Transfer(Socket giver, Socket taker, Wire.Carried carried, Wire.Way way) : IDisposable
    {
        public Socket Giver => giver;

        public Socket Taker => taker;

        /// <summary>Bytes that went this way before the transfer: the handshake, and a record of one byte.</summary>
        public long BytesBefore { get; private init; }

        public static async Task<Transfer> BeginAsync(TunnelPair pair, Wire wire, bool up)
        {
            var (near, far) = await pair.ConnectAsync();
            var carried = await wire.NextAsync();
            await near.SendAllAsync(new byte[1]);
            await far.ReadExactlyAsync(1);
            await far.SendAllAsync(new byte[1]);
            await near.ReadExactlyAsync(1);

            var (giver, taker, way) = up ? (near, far, carried.Up) : (far, near, carried.Down);
            var before = way.Came;
            way.Hold();
            await giver.SendAllAsync(Sent.AsMemory(0, Content));
            await way.CameAsync(before + Record);
            await giver.SendAllAsync(Sent.AsMemory(Content));
            await way.CameAsync(before + (2 * Record));
            giver.Shutdown(SocketShutdown.Send);
            await way.CameAsync(before + Whole);
            return new Transfer(giver, taker, carried, way) { BytesBefore = before };
        }

        public void Let(int bytes) => way.Let(bytes);

        public void Break(Vanishing how) => carried.Break(how);

        public void Dispose()
        {
            giver.Dispose();
            taker.Dispose();
            carried.Dispose();
        }
    }
}

/// <inheritdoc/>
public sealed class VanishingPeerTestsOverSockets() : VanishingPeerTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class VanishingPeerTestsOverTheBest() : VanishingPeerTests(TunnelTransport.Best);
