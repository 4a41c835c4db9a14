using Adit.Tls.Evidence;
using Adit.Tls.Sessions;
using Adit.Tls.Tests.Certificates;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.Sessions;

/// <summary>Two ends that connect again and again, with a clock that the test moves: what the server's tickets bring lies in the client's cache.</summary>
internal sealed class ResumingEnds : IDisposable
{
    public ResumingEnds()
    {
        Client = Endpoints.Client with { Sessions = Cache, TimeProvider = Clock };
        Server = Endpoints.Server with { TicketKeys = Keys, TimeProvider = Clock };
    }

    public MovedClock Clock { get; } = new();

    public TlsSessionCache Cache { get; } = new();

    public TicketKeys Keys { get; } = new();

    public TlsClientOptions Client { get; set; }

    public TlsServerOptions Server { get; set; }

    /// <summary>A handshake that must stand, and the server's tickets delivered.</summary>
    public Connected Connect(Action<HandshakePair>? prepare = null)
    {
        using var pair = new HandshakePair(Client, Server);
        prepare?.Invoke(pair);
        pair.Run().AssertComplete();
        using var server = pair.Establish(TlsRole.Server);
        using var client = pair.Establish(TlsRole.Client);
        client.Open(server.Connection.TakeUnsent());
        client.Open(server.Seal([1]));
        server.Open(client.Seal([2]));
        Assert.Equal(pair.Client.Evidence.Negotiated!.Resumed, pair.Server.Evidence.Negotiated!.Resumed);
        return new Connected(pair.Client.Evidence, pair.Server.Evidence, [.. pair.Asked.Select(a => $"{a.Role} {a.Question}")], pair.FromClient.Flights[0]);
    }

    /// <summary>A handshake that may fail.</summary>
    public HandshakePair Try(Action<HandshakePair>? prepare = null)
    {
        var pair = new HandshakePair(Client, Server);
        prepare?.Invoke(pair);
        return pair.Run();
    }

    /// <summary>The next connection resumes the last one.</summary>
    public Connected AssertResumes()
    {
        var connected = Connect();
        Assert.True(connected.Server.Negotiated!.Resumed);
        return connected;
    }

    /// <summary>The ticket is offered, and silently passed over: the next connection begins with a full handshake.</summary>
    public void AssertTicketIsVoid()
    {
        var held = Cache.Count;
        var connected = Connect();
        Assert.False(connected.Server.Negotiated!.Resumed);
        Assert.True(connected.OffersPsk);
        Assert.Contains("Server Sign", connected.Asked);
        Assert.Equal(held - 1 + Server.TicketCount, Cache.Count);
    }

    public void Dispose()
    {
        Cache.Dispose();
        Keys.Dispose();
    }

    /// <summary>A connection that stood.</summary>
    internal sealed record Connected(PeerEvidence Client, PeerEvidence Server, IReadOnlyList<string> Asked, byte[] FirstFlight)
    {
        public bool OffersPsk => EditableHello.Read(FirstFlight[5..]).Extensions[^1].Type == Adit.Tls.Messages.ExtensionType.pre_shared_key;
    }

    internal sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Recipe.Now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
