using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Schedule;
using Adit.Tls.Sessions;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Which secrets exist at each moment: the listed ones, and after the end of a handshake, however it ends, none. References: RFC 9846 6, 7.1.</summary>
public sealed class LiveSecretTests
{
    private const string Handshake = "Handshake, ClientHandshakeTraffic, ServerHandshakeTraffic";
    private const string Both = "ClientHandshakeTraffic, ServerHandshakeTraffic, ClientApplicationTraffic, ServerApplicationTraffic, Exporter";
    private const string Application = "ClientApplicationTraffic, ServerApplicationTraffic, Exporter";

    [Fact]
    [Requirement("RFC9846-7.1-01")]
    public void At_each_state_the_listed_secrets_exist()
    {
        using var pair = new HandshakePair { ChunkLength = 1 };
        AssertLists(pair, ["ephemeral X25519MLKEM768", Handshake, Both], ["", Handshake, Both]);
    }

    [Fact]
    public void A_retry_replaces_the_ephemeral_key()
    {
        using var pair = new HandshakePair(Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) }) { ChunkLength = 1 };
        AssertLists(pair, ["ephemeral x25519", "ephemeral X25519MLKEM768", Handshake, Both], ["", Handshake, Both]);
    }

    [Fact]
    [Requirement("RFC9846-F.1.4-01")]
    public void A_connection_holds_the_two_traffic_secrets_and_the_exporters_and_after_its_end_none()
    {
        using var pair = new HandshakePair().Run();
        foreach (var role in new[] { TlsRole.Client, TlsRole.Server })
        {
            var schedule = KeySchedules.Of(pair.Of(role))!;
            var end = pair.Establish(role);
            Assert.Empty(pair.Of(role).LiveSecrets);
            Assert.Equal(Application, Names(end.Connection.LiveSecrets));
            end.Dispose();
            Assert.Empty(end.Connection.LiveSecrets);
            AssertOverwritten(schedule);
        }
    }

    [Fact]
    public void Where_sessions_are_resumed_the_main_secret_stays_for_that_of_resumption_and_the_clients_for_its_tickets()
    {
        using var keys = new TicketKeys();
        using var cache = new TlsSessionCache();
        using var pair = new HandshakePair(Endpoints.Client with { Sessions = cache }, Endpoints.Server with { TicketKeys = keys }) { ChunkLength = 1 };
        const string Main = "Main, " + Both;
        const string AfterFinished = Both + ", Resumption";
        AssertLists(pair, ["", "ephemeral X25519MLKEM768", Handshake, Main, AfterFinished], ["", Handshake, Main, AfterFinished, Both]);

        var (client, server) = (pair.Establish(TlsRole.Client), pair.Establish(TlsRole.Server));
        Assert.Equal(Application + ", Resumption", Names(client.Connection.LiveSecrets));
        Assert.Equal(Application, Names(server.Connection.LiveSecrets));
        client.Open(server.Connection.TakeUnsent());
        client.Dispose();
        server.Dispose();
        Assert.Empty(client.Connection.LiveSecrets);
        Assert.Empty(server.Connection.LiveSecrets);

        using var resumed = new HandshakePair(Endpoints.Client with { Sessions = cache }, Endpoints.Server with { TicketKeys = keys }) { ChunkLength = 1 };
        AssertLists(resumed, ["", "ephemeral X25519MLKEM768, psk", Handshake, Main, AfterFinished], ["", Main, AfterFinished, Both]);
        foreach (var role in new[] { TlsRole.Client, TlsRole.Server })
        {
            var end = resumed.Establish(role);
            end.Dispose();
            Assert.Empty(resumed.Of(role).LiveSecrets);
            Assert.Empty(end.Connection.LiveSecrets);
        }
    }

    [Fact]
    [Requirement("RFC9846-7.2-01")]
    public void A_traffic_secret_is_overwritten_by_its_successor()
    {
        using var pair = new HandshakePair().Run();
        var schedule = KeySchedules.Of(pair.Client)!;
        var former = schedule[SecretName.ClientApplicationTraffic].Reveal().ToArray();
        using var client = pair.Establish(TlsRole.Client);
        client.Connection.Sealer.RenewKeys(new byte[100], TimeSpan.Zero);
        Assert.Equal(-1, KeySchedules.Block(schedule).AsSpan().IndexOf(former));
        Assert.Equal(Application, Names(client.Connection.LiveSecrets));
    }

    [Fact]
    public void A_secret_that_is_gone_throws_instead_of_giving_zeros()
    {
        var secret = new Secret(new byte[32]);
        secret.Dispose();
        Assert.False(secret.IsLive);
        Assert.Throws<ObjectDisposedException>(() => secret.Reveal());
        Assert.Throws<ObjectDisposedException>(() => secret.Replace(new byte[32]));
    }

    [Fact]
    public void A_secret_of_another_stage_is_refused()
    {
        using var schedule = new KeySchedule(Adit.Tls.Cryptography.Hashing.HashFunction.Sha256);
        Assert.Throws<InvalidOperationException>(() => schedule[SecretName.ClientApplicationTraffic]);
        schedule.EnterHandshake(new byte[32], new byte[32]);
        Assert.Throws<InvalidOperationException>(() => schedule[SecretName.Early]);
    }

    public static TheoryData<TlsRole, int> EveryMessage => AlertTests.EveryPlace;

    [Theory]
    [MemberData(nameof(EveryMessage))]
    [Requirement("RFC9846-6-03")]
    public void After_a_failure_at_any_message_none_exists_at_either_end(TlsRole receiver, int place)
    {
        foreach (var broken in new[] { Piece.Bytes(0xff, 0xff, 0xff, 0xff, 0xff), Piece.Bytes([.. WireTap.Plain(Adit.Tls.Records.ContentType.application_data, new byte[50])]) })
        {
            using var pair = new HandshakePair();
            var schedules = Watch(pair);
            var seen = 0;
            pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => flight.SelectMany(p => seen++ == place ? new[] { broken } : [p]).ToList();
            pair.Run();
            AssertNoneLeft(pair, schedules);
        }
    }

    [Fact]
    public void After_a_question_that_nobody_can_answer_none_exists()
    {
        for (var failing = 0; failing < 7; failing++)
        {
            using var pair = new HandshakePair();
            var schedules = Watch(pair);
            var asked = 0;
            pair.Answering = (end, _) =>
            {
                if (asked++ != failing) return false;
                end.FailToAnswer(new IOException("The token was pulled out."));
                return true;
            };
            pair.Run();
            Assert.True(asked > failing);
            var failed = pair.Server.Error?.AlertSent == AlertDescription.internal_error ? TlsRole.Server : TlsRole.Client;
            pair.AssertRefusedBy(failed, AlertDescription.internal_error, text: "The token was pulled out.");
            AssertNoneLeft(pair, schedules);
        }
    }

    [Fact]
    public void After_a_failure_of_the_random_generator_none_exists()
    {
        var draws = CountDraws();
        Assert.InRange(draws.Client, 4, 100);
        Assert.InRange(draws.Server, 3, 100);
        for (var i = 0; i < draws.Client; i++) AssertFails(new SeededEntropy("client") { FailsAt = i }, new SeededEntropy("server"), TlsRole.Client);
        for (var i = 0; i < draws.Server; i++) AssertFails(new SeededEntropy("client"), new SeededEntropy("server") { FailsAt = i }, TlsRole.Server);

        static void AssertFails(SeededEntropy client, SeededEntropy server, TlsRole role)
        {
            using var pair = new HandshakePair(clientEntropy: client, serverEntropy: server);
            var schedules = Watch(pair);
            pair.Run();
            Assert.Equal(AlertDescription.internal_error, pair.Of(role).Error!.AlertSent);
            AssertNoneLeft(pair, schedules);
        }
    }

    [Fact]
    public void A_handshake_that_is_given_up_leaves_none()
    {
        using var pair = new HandshakePair();
        pair.Client.Dispose();
        Assert.Empty(pair.Client.LiveSecrets);

        using var half = new HandshakePair();
        var schedules = Watch(half);
        half.Answering = (end, question) => false;
        half.Run();
        half.Client.Dispose();
        half.Server.Dispose();
        AssertNoneLeft(half, schedules);
    }

    private static (int Client, int Server) CountDraws()
    {
        var (client, server) = (new SeededEntropy("client"), new SeededEntropy("server"));
        using var pair = new HandshakePair(clientEntropy: client, serverEntropy: server).Run();
        pair.AssertComplete();
        return (client.Draws, server.Draws);
    }

    private static void AssertLists(HandshakePair pair, string[] client, string[] server)
    {
        var lists = new Dictionary<TlsRole, List<string>> { [TlsRole.Client] = [], [TlsRole.Server] = [] };
        pair.Watching = (role, _) =>
        {
            var now = string.Join(", ", pair.Of(role).LiveSecrets);
            if (lists[role].Count == 0 || lists[role][^1] != now) lists[role].Add(now);
        };
        pair.Run();
        pair.AssertComplete();
        Assert.Equal(client, lists[TlsRole.Client]);
        Assert.Equal(server, lists[TlsRole.Server]);
    }

    /// <summary>Gathers every key schedule that there ever is.</summary>
    private static HashSet<KeySchedule> Watch(HandshakePair pair)
    {
        var schedules = new HashSet<KeySchedule>();
        pair.Watching = (role, _) =>
        {
            if (KeySchedules.Of(pair.Of(role)) is { } schedule) schedules.Add(schedule);
        };
        return schedules;
    }

    /// <summary>A client may have come to its end before the server failed: then it holds what a connection holds, until that ends.</summary>
    private static void AssertNoneLeft(HandshakePair pair, HashSet<KeySchedule> schedules)
    {
        foreach (var role in new[] { TlsRole.Client, TlsRole.Server })
        {
            if (pair.Of(role).Error is null && pair.Of(role).LiveSecrets.Any()) pair.Establish(role).Dispose();
            Assert.Empty(pair.Of(role).LiveSecrets);
        }

        Assert.All(schedules, AssertOverwritten);
    }

    private static void AssertOverwritten(KeySchedule schedule) => Assert.True(KeySchedules.IsOverwritten(schedule));

    private static string Names(IEnumerable<SecretName> secrets) => string.Join(", ", secrets);
}
