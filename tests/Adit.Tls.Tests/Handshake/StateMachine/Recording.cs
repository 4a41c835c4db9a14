using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Handshake;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Records;
using Adit.Tls.Sessions;
using Adit.Tls.Tests.Records;

namespace Adit.Tls.Tests.Handshake.StateMachine;

/// <summary>
/// A genuine handshake and the beginning of the connection after it, message by message, with the keys of all stages. Its randomness is fixed,
/// so either end can be brought to any point of it again by what the other sent until then.
/// </summary>
internal sealed class Recording : IDisposable
{
    private readonly List<Level> levels = [Level.Plain];
    private readonly Dictionary<TlsRole, Step[]> steps = [];
    private readonly TlsSessionCache sessions = new();
    private readonly TicketKeys ticketKeys = new();
    private readonly TlsClientOptions clientOptions;
    private readonly TlsServerOptions serverOptions;
    private OfferedPsk? offered;

    public Recording(Scenario scenario)
    {
        Scenario = scenario;
        clientOptions = scenario.ClientOptions with { Sessions = sessions };
        serverOptions = scenario.ServerOptions with { TicketKeys = ticketKeys };
        if (scenario.Resumes) Record();
        Record();
        levels.Add(new Level("keys that nobody has", RecordForge.Secret(CipherSuite)));
    }

    public Scenario Scenario { get; }

    public CipherSuite CipherSuite { get; private set; }

    /// <summary>All that a record can be under.</summary>
    public IReadOnlyList<Level> Levels => levels;

    /// <summary>What that end gets.</summary>
    public IReadOnlyList<Step> To(TlsRole receiver) => steps[receiver];

    /// <summary>An end as it was, and who answers its questions.</summary>
    public (TlsHandshake Handshake, Action<Question> Answer) NewEnd(TlsRole role)
    {
        var answers = role == TlsRole.Client ? new Answers(clientOptions) : new Answers(serverOptions);
        return (role == TlsRole.Client ? TlsHandshake.Client(clientOptions, "the server", new SeededEntropy("client")) : TlsHandshake.Server(serverOptions, "the client", new SeededEntropy("server")), Answer);

        void Answer(Question question)
        {
            if (question is FindSession find) find.Answer = offered is null ? PskChoice.None : PskChoice.Known(0, Copy(offered));
            else answers.AnswerAsync(question, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>A record as the holder of the keys makes it, with its place in the sequence.</summary>
    public byte[] Seal(Level level, ulong sequence, ContentType type, byte[] content)
    {
        if (level.Secret is null) return WireTap.Plain(type, content);
        using var forge = new RecordForge(CipherSuite, level.Secret) { Sequence = sequence };
        return forge.Seal(type, content);
    }

    public void Dispose()
    {
        sessions.Dispose();
        ticketKeys.Dispose();
        offered?.Dispose();
    }

    private static OfferedPsk Copy(OfferedPsk psk) => OfferedPsk.OfSession(psk.Session!, psk.WireIdentity, psk.Reveal(), psk.Age);

    private void Record()
    {
        using var pair = new HandshakePair(clientOptions, serverOptions, new SeededEntropy("client"), new SeededEntropy("server"));
        foreach (var tap in new[] { pair.FromClient, pair.FromServer }) tap.Tamper = flight => flight;
        pair.Answering = Remember;
        pair.Run().AssertComplete();
        CipherSuite = pair.Client.Evidence.Negotiated!.CipherSuite;
        using var client = pair.Establish(TlsRole.Client);
        using var server = pair.Establish(TlsRole.Server);
        levels.RemoveRange(1, levels.Count - 1);
        steps[TlsRole.Server] = StepsOf("client's", pair.FromClient, Talk(client));
        steps[TlsRole.Client] = StepsOf("server's", pair.FromServer, Talk(server));
        client.Open([.. steps[TlsRole.Client].SkipWhile(s => s.Name != "new_session_ticket").SelectMany(s => s.Record)]);
    }

    private bool Remember(TlsHandshake handshake, Question question)
    {
        if (question is not FindSession find) return false;
        if (sessions.Take(find.Key, Endpoints.Clock.GetUtcNow()) is { } held)
        {
            using (held) offered = held.ToOffer();
        }

        find.Answer = offered is null ? PskChoice.None : PskChoice.Known(0, Copy(offered));
        return true;
    }

    /// <summary>Tickets where there are any, data, new keys, data.</summary>
    private static byte[] Talk(EstablishedEnd end)
    {
        var renewal = new byte[RecordSealer.KeyUpdateLength];
        var first = end.Seal([1]);
        end.Connection.Sealer.RenewKeys(renewal, TimeSpan.Zero, requestUpdate: true);
        return [.. end.Connection.TakeUnsent(), .. first, .. renewal, .. end.Seal([2])];
    }

    private Step[] StepsOf(string whose, WireTap tap, byte[] talk)
    {
        var hash = HashFunction.Of(CipherSuite);
        var application = tap.Secrets[Epoch.Application];
        var renewed = new byte[hash.Length];
        hash.ExpandLabel(application, "traffic upd"u8, [], renewed);
        Level[] own = [new($"the {whose} handshake keys", tap.Secrets[Epoch.Handshake]), new($"the {whose} application keys", application), new($"the {whose} renewed keys", renewed)];
        levels.AddRange(own);

        var sealedUnder = new Dictionary<Level, ulong>();
        var all = new List<Step>();
        foreach (var piece in tap.Seen.Where(p => p.Type != ContentType.change_cipher_spec)) Add(piece.Epoch == Epoch.Initial ? Level.Plain : own[piece.Epoch - Epoch.Handshake], piece.Type, piece.Content);
        using var forge = new RecordForge(CipherSuite, application);
        var current = own[1];
        while (RecordHeader.TryRead(talk, out var header))
        {
            var (type, content) = forge.Open(talk.AsSpan(0, header.RecordLength));
            talk = talk[header.RecordLength..];
            if (type != ContentType.handshake) Add(current, type, content);
            else foreach (var message in Messages(content)) Add(current, type, message);
            if (type != ContentType.handshake || content[0] != (byte)HandshakeType.key_update) continue;
            forge.Update();
            current = own[2];
        }

        return [.. all];

        void Add(Level level, ContentType type, byte[] content)
        {
            var sequence = sealedUnder.GetValueOrDefault(level);
            sealedUnder[level] = sequence + 1;
            all.Add(new Step(level, type, content, Seal(level, sequence, type, content)));
        }
    }

    private static IEnumerable<byte[]> Messages(byte[] content)
    {
        for (var start = 0; start < content.Length;)
        {
            var length = HandshakeMessage.HeaderLength + ((content[start + 1] << 16) | (content[start + 2] << 8) | content[start + 3]);
            yield return content[start..(start + length)];
            start += length;
        }
    }
}
