using System.Security.Cryptography;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Records;
using Adit.Tls.Tests.Sessions;

namespace Adit.Tls.Tests.Handshake;

/// <summary>
/// No message may be left out, come twice, come early or be another one. The rest of each flight is genuine and under the right keys.
/// References: RFC 9846 4, A.1, A.2.
/// </summary>
[Requirement("RFC9846-4-02")]
public sealed class MessageOrderTests
{
    private static readonly HandshakeType[] ServerFlight =
    [
        HandshakeType.encrypted_extensions, HandshakeType.certificate_request, HandshakeType.certificate,
        HandshakeType.certificate_verify, HandshakeType.finished,
    ];

    private static readonly HandshakeType[] ClientFlight = [HandshakeType.certificate, HandshakeType.certificate_verify, HandshakeType.finished];

    public static TheoryData<string> FromServer => Names(ServerFlight);

    public static TheoryData<string> FromClient => Names(ClientFlight);

    public static TheoryData<string, string> SwappedByServer => Pairs(ServerFlight);

    public static TheoryData<string, string> SwappedByClient => Pairs(ClientFlight);

    public static TheoryData<string, string, string> Kinds => new()
    {
        { "mutual", "server_hello encrypted_extensions certificate_request certificate certificate_verify finished", "client_hello certificate certificate_verify finished" },
        { "with nothing to show", "server_hello encrypted_extensions certificate_request certificate certificate_verify finished", "client_hello certificate finished" },
        { "of an unasked client", "server_hello encrypted_extensions certificate certificate_verify finished", "client_hello finished" },
        { "after a retry", "server_hello server_hello encrypted_extensions certificate_request certificate certificate_verify finished", "client_hello client_hello certificate certificate_verify finished" },
        { "by a provisioned key", "server_hello encrypted_extensions finished", "client_hello finished" },
        { "by a ticket", "server_hello encrypted_extensions finished", "client_hello finished" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    [Requirement("RFC9846-2-02", "RFC9846-4-01", "RFC9846-4.2.2-01", "RFC9846-4.4.1-01", "RFC9846-4.4.2-01", "RFC9846-4.4.2-02", "RFC9846-4.4.2-03", "RFC9846-4.4.2-07", "RFC9846-4.4.2-08", "RFC9846-4.5.1-01", "RFC9846-4.5.1-02", "RFC9846-4.5.1-04", "RFC9846-4.5.2-01", "RFC9846-4.5.2-02", "RFC9846-4.5.2-03", "RFC9846-4.6-02", "RFC9846-4.6-03")]
    public void A_handshake_has_these_messages_in_this_order(string kind, string ofServer, string ofClient)
    {
        using var key = new PreSharedKey("us"u8, new byte[32], HashAlgorithmName.SHA256);
        using var ends = new ResumingEnds();
        ends.Client = ends.Client with { Authenticator = new Anybody(requestsCertificate: false) };
        ends.Server = ends.Server with { Authenticator = new Anybody(requestsCertificate: kind != "of an unasked client") };
        if (kind == "with nothing to show") ends.Client = ends.Client with { Identities = [] };
        if (kind == "after a retry") ends.Client = ends.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) };
        if (kind == "by a ticket") ends.Connect();
        if (kind == "by a provisioned key")
        {
            ends.Client = ends.Client with { Identities = [], PreSharedKeys = [key] };
            ends.Server = ends.Server with { PreSharedKeys = [key] };
        }

        using var pair = ends.Try(pair =>
        {
            pair.FromClient.Tamper = flight => flight;
            pair.FromServer.Tamper = flight => flight;
        });
        pair.AssertComplete();
        Assert.Equal(ofServer, Messages(pair.FromServer));
        Assert.Equal(ofClient, Messages(pair.FromClient));
        Assert.DoesNotContain(pair.FromServer.Seen.Concat(pair.FromClient.Seen), p => p.Type == ContentType.application_data);

        static string Messages(WireTap tap) => string.Join(' ', tap.Seen.Select(p => p.Message).OfType<HandshakeType>());
    }

    [Flaw(12)]
    [Theory]
    [MemberData(nameof(FromServer))]
    [Requirement("RFC9846-4.4.1-01", "RFC9846-4.5.1-01", "RFC9846-4.5.2-01")]
    public void A_server_that_leaves_out_a_message_is_refused(string name)
    {
        var dropped = Enum.Parse<HandshakeType>(name);
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Drop(dropped);
        pair.Run();

        // Without its request the certificate is in order; the Finished tells that one message is missing.
        if (dropped == HandshakeType.certificate_request)
            pair.AssertRefusedBy(TlsRole.Client, AlertDescription.decrypt_error, "4.5.2");
        else if (dropped == HandshakeType.finished)
            AssertWaitsForever(pair, TlsRole.Client);
        else
            pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "4", "where the handshake waits for");
    }

    [Flaw(12)]
    [Theory]
    [MemberData(nameof(FromClient))]
    [Requirement("RFC9846-4.5.2-02")]
    public void A_client_that_leaves_out_a_message_is_refused(string name)
    {
        var dropped = Enum.Parse<HandshakeType>(name);
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Drop(dropped);
        pair.Run();
        if (dropped == HandshakeType.finished) AssertWaitsForever(pair, TlsRole.Server);
        else pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unexpected_message, "4", "where the handshake waits for");
    }

    [Flaw(12)]
    [Theory]
    [MemberData(nameof(FromServer))]
    public void A_server_that_sends_a_message_twice_is_refused(string name)
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Duplicate(Enum.Parse<HandshakeType>(name));
        pair.Run();
        if (name == nameof(HandshakeType.finished)) AssertRefusedAfterTheHandshake(pair, TlsRole.Client);
        else pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "4", $"sent {name} where the handshake waits for");
    }

    [Flaw(12)]
    [Theory]
    [MemberData(nameof(FromClient))]
    public void A_client_that_sends_a_message_twice_is_refused(string name)
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Duplicate(Enum.Parse<HandshakeType>(name));
        pair.Run();
        if (name == nameof(HandshakeType.finished)) AssertRefusedAfterTheHandshake(pair, TlsRole.Server);
        else pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unexpected_message, "4", $"sent {name} where the handshake waits for");
    }

    [Flaw(12)]
    [Theory]
    [MemberData(nameof(SwappedByServer))]
    [Requirement("RFC9846-4.5.2-03")]
    public void A_server_that_swaps_two_messages_is_refused(string first, string second)
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Swap(Enum.Parse<HandshakeType>(first), Enum.Parse<HandshakeType>(second));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "4");
    }

    [Flaw(12)]
    [Theory]
    [MemberData(nameof(SwappedByClient))]
    [Requirement("RFC9846-4.5.2-03")]
    public void A_client_that_swaps_two_messages_is_refused(string first, string second)
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Swap(Enum.Parse<HandshakeType>(first), Enum.Parse<HandshakeType>(second));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unexpected_message, "4");
    }

    [Flaw(12)]
    [Theory]
    [MemberData(nameof(FromServer))]
    public void A_server_that_sends_any_other_message_is_refused(string name) =>
        AssertEveryOtherIsRefused(TlsRole.Client, Enum.Parse<HandshakeType>(name), [HandshakeType.certificate_request, HandshakeType.certificate]);

    [Flaw(12)]
    [Theory]
    [MemberData(nameof(FromClient))]
    [Requirement("RFC9846-4.2.2-03")]
    public void A_client_that_sends_any_other_message_is_refused(string name) =>
        AssertEveryOtherIsRefused(TlsRole.Server, Enum.Parse<HandshakeType>(name), []);

    [Fact]
    public void A_client_that_speaks_first_with_another_message_is_refused() =>
        AssertEveryOtherIsRefused(TlsRole.Server, HandshakeType.client_hello, []);

    [Fact]
    public void A_server_that_answers_the_hello_with_another_message_is_refused() =>
        AssertEveryOtherIsRefused(TlsRole.Client, HandshakeType.server_hello, []);

    [Fact]
    [Requirement("RFC9846-4.5.1-02")]
    public void A_client_that_shows_a_certificate_unasked_is_refused()
    {
        using var pair = new HandshakePair(Endpoints.Client with { Identities = [] }, Endpoints.OpenServer);
        pair.FromClient.Tamper = flight => flight.Before(HandshakeType.finished, Piece.Handshake(Epoch.Handshake, Certificate.Encode(Endpoints.ClientIdentity.CertificateEntries)));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unexpected_message, "4", "sent certificate where");
    }

    [Flaw(9)]
    [Theory]
    [InlineData(0)] // HelloRequest of TLS 1.2
    [InlineData(3)] // HelloVerifyRequest of DTLS
    [InlineData(5)] // EndOfEarlyData
    [InlineData(14)] // ServerHelloDone of TLS 1.2
    [InlineData(254)] // message_hash, never sent
    [InlineData(255)]
    public void A_message_type_that_has_no_place_is_refused_on_its_header(byte type)
    {
        foreach (var role in new[] { TlsRole.Client, TlsRole.Server })
        {
            using var pair = new HandshakePair();
            pair.From(Other(role)).Tamper = flight => [Piece.Handshake(flight[0].Epoch, [type, 0xff, 0xff, 0xff])];
            pair.Run();
            pair.AssertRefusedBy(role, AlertDescription.unexpected_message, "4", $"type {type}");
        }
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.6-03")]
    public void An_end_of_early_data_that_nobody_took_is_refused(TlsRole role)
    {
        using var pair = new HandshakePair();
        pair.From(Other(role)).Tamper = flight => flight.Before(HandshakeType.finished, Piece.Handshake(Epoch.Handshake, Flight.Message(HandshakeType.end_of_early_data)));
        pair.Run();
        pair.AssertRefusedBy(role, AlertDescription.unexpected_message, "4");
    }

    private static void AssertEveryOtherIsRefused(TlsRole receiver, HandshakeType place, HandshakeType[] besides)
    {
        foreach (var type in Enum.GetValues<HandshakeType>().Where(t => t != place && (besides.Length == 0 || !besides.Contains(t) || !besides.Contains(place))))
        {
            if (WellFormed.Message(type) is not { } message) continue;
            if (place == HandshakeType.certificate_request && type == HandshakeType.certificate) continue;
            using var pair = new HandshakePair();
            pair.From(Other(receiver)).Tamper = flight => flight.Change(place, _ => message);
            pair.Run();
            pair.AssertRefusedBy(receiver, AlertDescription.unexpected_message, "4");
        }
    }

    private static TlsRole Other(TlsRole role) => role == TlsRole.Client ? TlsRole.Server : TlsRole.Client;

    private static void AssertWaitsForever(HandshakePair pair, TlsRole role)
    {
        var error = pair.Of(role).Error;
        Assert.NotNull(error);
        Assert.True(error.IsTruncation, error.Message);
        Assert.False(error.BeforeFirstByte);
    }

    /// <summary>The handshake is over with the first Finished: the second is a message of the connection, under the wrong keys.</summary>
    private static void AssertRefusedAfterTheHandshake(HandshakePair pair, TlsRole role)
    {
        pair.AssertComplete();
        using var end = pair.Establish(role);
        Assert.Equal(AlertDescription.bad_record_mac, Assert.Throws<TlsException>(() => end.Open()).AlertSent);
    }

    private static TheoryData<string> Names(HandshakeType[] flight) => [.. flight.Select(t => t.ToString())];

    private static TheoryData<string, string> Pairs(HandshakeType[] flight)
    {
        var pairs = new TheoryData<string, string>();
        for (var i = 0; i < flight.Length; i++)
            for (var j = i + 1; j < flight.Length; j++) pairs.Add(flight[i].ToString(), flight[j].ToString());
        return pairs;
    }

    /// <summary>Lets in whoever comes, whatever it shows.</summary>
    private sealed class Anybody(bool requestsCertificate) : PeerAuthenticator
    {
        public override bool RequestsCertificate => requestsCertificate;

        public override ReadOnlyMemory<byte>? TrustDigest => ReadOnlyMemory<byte>.Empty;

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            ChainVerdict.Untrusted(AlertDescription.unknown_ca, "No chain is looked at.");

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => Decision.Allow(null, "Whoever.");
    }
}
