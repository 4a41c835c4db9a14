using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Alerts and ends of the transport, at every state of a handshake. References: RFC 9846 6.</summary>
public sealed class AlertTests
{
    private const int PiecesOfServer = 7; // hello, change_cipher_spec, five messages
    private const int PiecesOfClient = 5; // hello, change_cipher_spec, three messages

    public static TheoryData<TlsRole, int> EveryPlace
    {
        get
        {
            var all = new TheoryData<TlsRole, int>();
            for (var i = 0; i < PiecesOfServer; i++) all.Add(TlsRole.Client, i);
            for (var i = 0; i < PiecesOfClient; i++) all.Add(TlsRole.Server, i);
            return all;
        }
    }

    [Flaw(8)]
    [Theory]
    [MemberData(nameof(EveryPlace))]
    public void An_error_alert_ends_the_handshake_at_every_state(TlsRole receiver, int place)
    {
        using var pair = Insert(receiver, place, p => Piece.Alert(EpochAt(p), AlertDescription.handshake_failure));
        var error = pair.Of(receiver).Error!;
        Assert.Equal(AlertDescription.handshake_failure, error.AlertReceived);
        Assert.Null(error.AlertSent);
        Assert.Equal("6.2", error.Section);
        Assert.NotNull(error.Evidence);
        Assert.Empty(pair.Of(receiver).LiveSecrets);
    }

    [Flaw(8)]
    [Theory]
    [MemberData(nameof(EveryPlace))]
    public void A_close_notify_ends_the_handshake_at_every_state(TlsRole receiver, int place)
    {
        using var pair = Insert(receiver, place, p => Piece.Alert(EpochAt(p), AlertDescription.close_notify));
        var error = pair.Of(receiver).Error!;
        Assert.Equal(AlertDescription.close_notify, error.AlertReceived);
        Assert.Null(error.AlertSent);
        Assert.Empty(pair.Of(receiver).LiveSecrets);
    }

    [Flaw(8)]
    [Theory]
    [MemberData(nameof(EveryPlace))]
    public void The_end_of_the_transport_ends_the_handshake_at_every_state(TlsRole receiver, int place)
    {
        using var pair = new HandshakePair();
        var seen = 0;
        pair.From(Other(receiver)).Tamper = flight => flight.Where(_ => seen++ < place).ToList();
        pair.Run();
        var error = pair.Of(receiver).Error!;
        Assert.True(error.IsTruncation);
        Assert.Equal(place == 0, error.BeforeFirstByte);
        Assert.Equal("6.1", error.Section);
        Assert.Null(error.AlertSent);
        Assert.Empty(pair.Of(receiver).LiveSecrets);
    }

    [Fact]
    public void A_reset_says_so()
    {
        using var pair = new HandshakePair();
        pair.Server.EndOfInput(new IOException("reset by peer"));
        Assert.Equal(HandshakeStatus.Failed, pair.Server.Advance());
        Assert.True(pair.Server.Error!.BeforeFirstByte);
        Assert.IsType<IOException>(pair.Server.Error.InnerException);
    }

    [Flaw(11)]
    [Theory]
    [InlineData(AlertDescription.no_application_protocol)]
    [InlineData((AlertDescription)200)]
    [InlineData(AlertDescription.unrecognized_name)]
    [Requirement("RFC9846-6-04", "RFC9846-6-05")]
    public void An_alert_is_fatal_whatever_its_level_and_name(AlertDescription alert)
    {
        using var pair = Insert(TlsRole.Client, 0, _ => new Piece(Epoch.Initial, ContentType.alert, [1, (byte)alert]));
        Assert.Equal(alert, pair.Client.Error!.AlertReceived);
        Assert.Contains(Iana.Name(alert), pair.Client.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Requirement("RFC9846-6.1-04")]
    public void User_canceled_is_waited_out_until_the_close_notify()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Before(HandshakeType.certificate, Piece.Alert(Epoch.Handshake, AlertDescription.user_canceled), Piece.Alert(Epoch.Handshake, AlertDescription.close_notify));
        pair.Run();
        Assert.Equal(AlertDescription.close_notify, pair.Server.Error!.AlertReceived);
    }

    [Flaw(11)]
    [Theory]
    [InlineData(new byte[0], AlertDescription.unexpected_message)]
    [InlineData(new byte[] { 2 }, AlertDescription.decode_error)]
    [InlineData(new byte[] { 2, 40, 2, 40 }, AlertDescription.decode_error)]
    [Requirement("RFC9846-5.1-09", "RFC9846-5.1-10")]
    public void An_alert_record_holds_exactly_one_alert(byte[] content, AlertDescription alert)
    {
        foreach (var place in new[] { 0, 2 })
        {
            using var pair = Insert(TlsRole.Client, place, p => new Piece(p.Epoch, ContentType.alert, content));
            pair.AssertRefusedBy(TlsRole.Client, alert);
        }
    }

    // A client that cannot follow our ServerHello has no keys to tell us so under.
    [Fact]
    public void A_server_hears_an_unprotected_alert_before_the_first_protected_record()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Before(HandshakeType.certificate, Piece.Alert(Epoch.Initial, AlertDescription.illegal_parameter));
        pair.Run();
        Assert.Equal(AlertDescription.illegal_parameter, pair.Server.Error!.AlertReceived);
    }

    [Flaw(11)]
    [Fact]
    public void A_server_does_not_hear_an_unprotected_alert_after_it()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Before(HandshakeType.finished, Piece.Alert(Epoch.Initial, AlertDescription.illegal_parameter));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unexpected_message, "5", "unprotected alert record");
    }

    [Flaw(11)]
    [Fact]
    public void A_client_does_not_hear_an_unprotected_alert_once_keys_are_agreed()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Before(HandshakeType.encrypted_extensions, Piece.Alert(Epoch.Initial, AlertDescription.illegal_parameter));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "5", "unprotected alert record");
    }

    [Theory]
    [InlineData(new byte[] { 0x47, 0x45, 0x54, 0x20, 0x2f }, "GET /")]
    [InlineData(new byte[] { 0x80, 0x2e, 0x01, 0x00, 0x02 }, "\\x80.")]
    [InlineData(new byte[] { 24, 3, 3, 0, 1, 1 }, "\\x18")]
    [Requirement("RFC9846-E.5-06", "RFC9846-E.5-07")]
    public void What_is_no_record_is_said_to_be_none(byte[] bytes, string text)
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = _ => [Piece.Bytes(bytes)];
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unexpected_message, "5.1", text);
    }

    private static HandshakePair Insert(TlsRole receiver, int place, Func<Piece, Piece> inserted)
    {
        var pair = new HandshakePair();
        var seen = 0;
        pair.From(Other(receiver)).Tamper = flight => flight.SelectMany(p => seen++ == place ? new[] { inserted(p), p } : [p]).ToList();
        return pair.Run();
    }

    /// <summary>A change_cipher_spec is in the clear, but stands where the keys are agreed.</summary>
    private static Epoch EpochAt(Piece piece) => piece.Type == ContentType.change_cipher_spec ? Epoch.Handshake : piece.Epoch;

    private static TlsRole Other(TlsRole role) => role == TlsRole.Client ? TlsRole.Server : TlsRole.Client;
}
