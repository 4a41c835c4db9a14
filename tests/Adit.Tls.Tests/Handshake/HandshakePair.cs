using Adit.Tls.Cryptography;
using Adit.Tls.Handshake;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>
/// Two handshakes that talk to each other in memory, by hand: no socket, no task, no time. Runs to its end whatever happens on the way:
/// when nobody can go on, the transport ends.
/// </summary>
internal sealed class HandshakePair : IDisposable
{
    private readonly End client;
    private readonly End server;

    public HandshakePair(TlsClientOptions? clientOptions = null, TlsServerOptions? serverOptions = null, Entropy? clientEntropy = null, Entropy? serverEntropy = null)
    {
        var c = clientOptions ?? Endpoints.Client;
        var s = serverOptions ?? Endpoints.Server;
        client = new End(
            TlsRole.Client,
            TlsHandshake.Client(c, "the server", clientEntropy ?? Entropy.System),
            new Answers(c));
        server = new End(
            TlsRole.Server,
            TlsHandshake.Server(s, "the client", serverEntropy ?? Entropy.System),
            new Answers(s));
    }

    public TlsHandshake Client => client.Handshake;

    public TlsHandshake Server => server.Handshake;

    /// <summary>What the client sends.</summary>
    public WireTap FromClient => client.Tap;

    /// <summary>What the server sends.</summary>
    public WireTap FromServer => server.Tap;

    /// <summary>Bytes that are delivered at once.</summary>
    public int ChunkLength { get; set; } = int.MaxValue;

    /// <summary>Answers a question instead of the options; true when it did.</summary>
    public Func<TlsHandshake, Question, bool>? Answering { get; set; }

    /// <summary>Looked at after each step of either end.</summary>
    public Action<TlsRole, HandshakeStatus>? Watching { get; set; }

    /// <summary>Every question asked, in order.</summary>
    public List<(TlsRole Role, string Question)> Asked { get; } = [];

    public HandshakePair Run()
    {
        while (true)
        {
            if (Go(client, server) | Go(server, client)) continue;
            if (!client.EndInput() & !server.EndInput()) return this;
        }
    }

    public TlsHandshake Of(TlsRole role) => role == TlsRole.Client ? Client : Server;

    public WireTap From(TlsRole role) => role == TlsRole.Client ? FromClient : FromServer;

    public void AssertComplete()
    {
        Assert.Null(Client.Error);
        Assert.Null(Server.Error);
        Assert.Equal(HandshakeStatus.Complete, Client.Advance());
        Assert.Equal(HandshakeStatus.Complete, Server.Advance());
    }

    /// <summary>That end refuses with this alert, says why and by which rule, and the other end is told.</summary>
    public TlsException AssertRefusedBy(TlsRole role, AlertDescription alert, string? section = null, string text = "")
    {
        var error = Of(role).Error;
        Assert.NotNull(error);
        Assert.True(alert == error.AlertSent, $"Expected {alert}, but: {error.AlertSent?.ToString() ?? "no alert"}. {error.Message}");
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        if (section is not null) Assert.Equal(section, error.Section);
        Assert.NotNull(error.Evidence);
        Assert.Equal(alert, WhatTheOtherWasTold(role));
        Assert.Empty(Of(role).LiveSecrets);
        return error;
    }

    /// <summary>Ends the handshake at one side and opens what has come for the connection since then.</summary>
    public EstablishedEnd Establish(TlsRole role)
    {
        var end = role == TlsRole.Client ? client : server;
        var connection = end.Handshake.Establish();
        return new EstablishedEnd(connection, [.. connection.TakeEarly(), .. end.TakeInbox()]);
    }

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
    }

    private AlertDescription? WhatTheOtherWasTold(TlsRole refusing)
    {
        var other = refusing == TlsRole.Client ? TlsRole.Server : TlsRole.Client;
        if (Of(other).Error is { } error) return error.AlertReceived;
        using var established = Establish(other);
        return Assert.Throws<TlsException>(() => established.Open()).AlertReceived;
    }

    private bool Go(End end, End other)
    {
        var status = end.Handshake.Advance();
        end.Tap.Learn();
        Watching?.Invoke(end.Role, status);
        switch (status)
        {
            case HandshakeStatus.HaveOutput:
                other.Deliver(end.Tap.Pass(end.Handshake.Output.Span));
                end.Handshake.OutputSent();
                return true;
            case HandshakeStatus.Question:
                Asked.Add((end.Role, end.Handshake.Question!.GetType().Name));
                if (Answering?.Invoke(end.Handshake, end.Handshake.Question) != true) end.Answer();
                return true;
            case HandshakeStatus.NeedInput:
                return end.Feed(ChunkLength);
            default:
                return false;
        }
    }

    private sealed class End(TlsRole role, TlsHandshake handshake, Answers answers) : IDisposable
    {
        private byte[] inbox = [];

        public TlsRole Role => role;

        public TlsHandshake Handshake => handshake;

        public WireTap Tap { get; } = new(handshake, role);

        public void Deliver(byte[] bytes) => inbox = [.. inbox, .. bytes];

        public byte[] TakeInbox()
        {
            var taken = inbox;
            inbox = [];
            return taken;
        }

        public void Answer() => answers.AnswerAsync(handshake.Question!, CancellationToken.None).AsTask().GetAwaiter().GetResult();

        public bool Feed(int chunk)
        {
            var free = handshake.FreeInput().Span;
            Assert.False(free.IsEmpty);
            var count = Math.Min(Math.Min(chunk, inbox.Length), free.Length);
            inbox.AsSpan(0, count).CopyTo(free);
            inbox = inbox[count..];
            handshake.Received(count);
            return count > 0;
        }

        public bool EndInput()
        {
            if (handshake.Advance() != HandshakeStatus.NeedInput) return false;
            handshake.EndOfInput();
            return true;
        }

        public void Dispose()
        {
            Tap.Dispose();
            handshake.Dispose();
        }
    }
}

/// <summary>One end after its handshake, and the records that came for it since.</summary>
internal sealed class EstablishedEnd(EstablishedConnection connection, byte[] received) : IDisposable
{
    public EstablishedConnection Connection => connection;

    /// <summary>The application data in what came.</summary>
    public byte[] Open() => Open(received);

    public byte[] Open(byte[] records, TimeSpan now = default)
    {
        var data = new List<byte>();
        var ranges = new PlaintextRange[2];
        for (var start = 0; ;)
        {
            var done = connection.Opener.Open(records.AsSpan(start), now, ranges, out var count);
            foreach (var range in ranges[..count]) data.AddRange(records.AsSpan(start + range.Start, range.Length));
            if (done == 0) return [.. data];
            start += done;
        }
    }

    public byte[] Seal(byte[] data)
    {
        var output = new byte[data.Length + 4096];
        var length = connection.Sealer.Seal(data, output, TimeSpan.Zero, out var consumed);
        Assert.Equal(data.Length, consumed);
        return output[..length];
    }

    public void Dispose() => connection.Dispose();
}
