using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Handshake;
using Adit.Tls.Policy;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

/// <summary>Both ends of a tunnel as machines, in one thread: a plain side, a relay, the network, a relay, a plain side; all four sockets in memory.</summary>
internal sealed class RelayEnds
{
    private readonly Scratch scratch = new();

    private RelayEnds(DetachedConnection client, DetachedConnection server)
    {
        Client = new BatchRelay(ClientSecure, Near, client);
        Server = new BatchRelay(ServerSecure, Far, server);
    }

    public MemorySocket Near { get; } = new();

    public MemorySocket ClientSecure { get; } = new();

    public MemorySocket ServerSecure { get; } = new();

    public MemorySocket Far { get; } = new();

    public BatchRelay Client { get; }

    public BatchRelay Server { get; }

    /// <summary>A handshake, and its keys in the hands of two relays.</summary>
    /// <param name="recordsUnderKey">After so many records each end renews its keys.</param>
    /// <param name="keyUpdates">How often it may.</param>
    public static async Task<RelayEnds> StartAsync(ulong recordsUnderKey = 1 << 20, long keyUpdates = 1 << 20)
    {
        var (client, server) = await KeysAsync(new KeyLimits { Records = recordsUnderKey, KeyUpdates = keyUpdates });
        return new RelayEnds(client, server);
    }

    /// <summary>The keys of a server's end of a connection.</summary>
    public static async Task<DetachedConnection> ServerKeysAsync() => (await KeysAsync(KeyLimits.Default)).Server;

    private static async Task<(DetachedConnection Client, DetachedConnection Server)> KeysAsync(KeyLimits limits)
    {
        var server = new TlsServer(TestPeers.Server().Options with { KeyLimits = limits });
        var client = new TlsClient(TestPeers.Client().Options with { KeyLimits = limits });
        var (ours, peer) = await SocketPair.TcpAsync();
        var accepting = server.AcceptAsync(ours, cancellationToken: Within.Token()).AsTask();
        var connecting = client.ConnectAsync(peer, cancellationToken: Within.Token()).AsTask();
        var keys = ((await connecting).Detach(out _), (await accepting).Detach(out _));
        ours.Dispose();
        peer.Dispose();
        return keys;
    }

    /// <summary>Gives turns, and carries what is sent to the other end, until nothing moves any more.</summary>
    public void Settle()
    {
        while (true)
        {
            var more = Client.Turn(scratch) | Server.Turn(scratch);
            more |= Carry(ClientSecure, ServerSecure) | Carry(ServerSecure, ClientSecure);
            if (!more) return;
        }
    }

    /// <summary>One turn of each end.</summary>
    public void Step()
    {
        Client.Turn(scratch);
        Server.Turn(scratch);
        Carry(ClientSecure, ServerSecure);
        Carry(ServerSecure, ClientSecure);
    }

    public void TurnClient() => Client.Turn(scratch);

    public void TurnServer() => Server.Turn(scratch);

    private static bool Carry(MemorySocket from, MemorySocket to)
    {
        if (from.Sent.Count == 0) return false;
        to.Arrive(from.TakeSent());
        return true;
    }
}
