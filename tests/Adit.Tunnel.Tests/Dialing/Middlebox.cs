using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Dialing;

/// <summary>What becomes of a connection.</summary>
internal enum Verdict
{
    Passed,
    Dropped,
    Reset,

    /// <summary>The client gets a byte, and then an end.</summary>
    Answered,
}

/// <summary>
/// A box on the way to a TLS server, as a proxy with real connections on either side. It looks at what a client sends in the clear, record by
/// record, and lets the connection pass, drops all that the client sends from there on, or ends it.
/// </summary>
/// <param name="judge">Gets how many hellos went before, and the record that holds this one.</param>
internal sealed class Middlebox(Func<int, byte[], Verdict> judge) : IDisposable
{
    /// <summary>The payload of a TCP segment in the smallest packet that every path of IPv6 takes. RFC 8200 5.</summary>
    private const int Packet = 1280 - 40 - 20;

    private readonly Socket listener = Loopback.Listen();
    private readonly Channel<Verdict> verdicts = Channel.CreateUnbounded<Verdict>();
    private IPEndPoint? target;

    /// <summary>The length of each connection's first hello, in order.</summary>
    public List<int> FirstHellos { get; } = [];

    /// <summary>Drops a first flight that is larger than a packet, and looks at nothing behind it.</summary>
    public static Middlebox DropsLargeFirstFlight() => new((index, hello) => index == 0 && hello.Length > Packet ? Verdict.Dropped : Verdict.Passed);

    /// <summary>Drops every hello that is larger than a packet.</summary>
    public static Middlebox DropsLargeFlights() => new((_, hello) => hello.Length > Packet ? Verdict.Dropped : Verdict.Passed);

    /// <summary>Takes the first packet for the whole hello, and resets what it finds cut short.</summary>
    public static Middlebox ReadsFirstPacketOnly() => new((index, hello) => index == 0 && hello.Length > Packet ? Verdict.Reset : Verdict.Passed);

    /// <summary>Looks for the server's name in the first packet, and resets what has none there.</summary>
    public static Middlebox NeedsNameInFirstPacket() => new((index, hello) =>
        index == 0 && hello.AsSpan(0, Math.Min(hello.Length, Packet)).IndexOf("server.test"u8) < 0 ? Verdict.Reset : Verdict.Passed);

    /// <summary>Stands before a server from now on.</summary>
    public EndpointAddress StandBefore(EndpointAddress server)
    {
        target = IPEndPoint.Parse(server.ToString());
        _ = AcceptAsync();
        return Loopback.AddressOf(listener);
    }

    /// <summary>What became of the next connection.</summary>
    public Task<Verdict> NextAsync() => verdicts.Reader.ReadAsync(Within.Token()).AsTask();

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true) _ = CarryAsync(await listener.AcceptAsync());
    }

    private async Task CarryAsync(Socket client)
    {
        using var near = client;
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await far.ConnectAsync(target!);
        var back = CopyAsync(far, near);
        var verdict = await LookAsync(near, far);
        verdicts.Writer.TryWrite(verdict);
        if (verdict == Verdict.Reset)
        {
            near.Reset();
            return;
        }

        if (verdict == Verdict.Dropped)
        {
            await near.ReadToEndAsync();
            return;
        }

        if (verdict == Verdict.Answered)
        {
            await near.SendAllAsync(new byte[] { 22 });
            return;
        }

        await CopyAsync(near, far);
        await back;
    }

    /// <summary>Hands on what the client sends in the clear, until its first protected record.</summary>
    private async Task<Verdict> LookAsync(Socket near, Socket far)
    {
        for (var hellos = 0; ;)
        {
            var header = await near.ReadExactlyAsync(5);
            byte[] record = [.. header, .. await near.ReadExactlyAsync((header[3] << 8) | header[4])];
            if (header[0] == 22)
            {
                if (hellos == 0) FirstHellos.Add(record.Length);
                if (judge(hellos++, record) is not Verdict.Passed and var verdict) return verdict;
            }

            await far.SendAllAsync(record);
            if (header[0] == 23) return Verdict.Passed;
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer) is > 0 and var count) await to.SendAllAsync(buffer.AsMemory(0, count));
        to.Shutdown(SocketShutdown.Send);
    }
}
