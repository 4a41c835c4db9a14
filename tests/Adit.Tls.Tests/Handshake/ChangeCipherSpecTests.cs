using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>change_cipher_spec: sent for middleboxes, dropped where it may come, refused everywhere else. References: RFC 9846 5, E.4.</summary>
public sealed class ChangeCipherSpecTests
{
    [Fact]
    [Requirement("RFC9846-E.4-01")]
    public void The_server_sends_one_right_behind_its_hello_and_the_client_in_front_of_its_second_flight()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight;
        pair.FromClient.Tamper = flight => flight;
        pair.Run();
        Assert.Equal(["Initial server_hello", "Initial change_cipher_spec"], pair.FromServer.Seen.Take(2).Select(p => p.ToString()));
        Assert.Equal(["Initial client_hello", "Initial change_cipher_spec", "Handshake certificate"], pair.FromClient.Seen.Take(3).Select(p => p.ToString()));
        Assert.Single(pair.FromServer.Seen, p => p.Type == ContentType.change_cipher_spec);
        Assert.Single(pair.FromClient.Seen, p => p.Type == ContentType.change_cipher_spec);
    }

    [Fact]
    [Requirement("RFC9846-E.4-01")]
    public void After_a_retry_both_stand_at_the_first_place_where_they_may()
    {
        using var pair = new HandshakePair(Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) });
        pair.FromServer.Tamper = flight => flight;
        pair.FromClient.Tamper = flight => flight;
        pair.Run();
        pair.AssertComplete();
        Assert.Equal(["Initial server_hello", "Initial change_cipher_spec", "Initial server_hello", "Handshake encrypted_extensions"], pair.FromServer.Seen.Take(4).Select(p => p.ToString()));
        Assert.Equal(["Initial client_hello", "Initial change_cipher_spec", "Initial client_hello", "Handshake certificate"], pair.FromClient.Seen.Take(4).Select(p => p.ToString()));
    }

    [Fact]
    [Requirement("RFC9846-A.1-01")]
    public void One_stands_in_front_of_an_alert_that_is_the_first_thing_a_client_protects()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Drop(HandshakeType.certificate_verify);
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "4");
        var last = pair.FromClient.Flights[^1];
        Assert.Equal((byte)ContentType.change_cipher_spec, last[0]);
        Assert.Equal((byte)ContentType.application_data, last[RecordFormat.HeaderLength + 1]);
    }

    [Fact]
    public void None_stands_in_front_of_an_alert_that_is_not_protected()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, EditableHello.Edit(hello => hello.Version = 0x0301));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.protocol_version, "4.2.3");
        Assert.Equal((byte)ContentType.alert, pair.FromClient.Flights[^1][0]);
    }

    // A first hello of more than a record is one message: nothing stands between its records.
    [Flaw(51)]
    [Fact]
    public void None_stands_between_the_records_of_a_first_hello()
    {
        var protocols = Enumerable.Range(0, 100).Select(i => new string((char)('a' + (i % 26)), 200)).ToArray();
        using var pair = new HandshakePair(Endpoints.Client with { ApplicationProtocols = protocols }).Run();
        pair.AssertComplete();
        var first = pair.FromClient.Flights[0];
        Assert.True(first.Length > RecordFormat.MaxContentLength);
        Assert.Equal((byte)ContentType.handshake, first[RecordFormat.HeaderLength + RecordFormat.MaxContentLength]);
    }

    [Fact]
    [Requirement("RFC9846-5-01")]
    public void One_at_every_place_where_it_may_come_is_dropped()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.SelectMany(p => new[] { Piece.ChangeCipherSpec(), p });
        pair.FromClient.Tamper = flight => flight.SelectMany(p => p.Message == HandshakeType.client_hello ? new[] { p, Piece.ChangeCipherSpec() } : [Piece.ChangeCipherSpec(), p]);
        pair.Run();
        pair.AssertComplete();
    }

    [Flaw(10)]
    [Fact]
    [Requirement("RFC9846-5-03")]
    public void One_before_the_client_hello_is_refused()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Before(HandshakeType.client_hello, Piece.ChangeCipherSpec());
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unexpected_message, "5");
    }

    [Flaw(10)]
    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 2 })]
    [InlineData(new byte[] { 1, 1 })]
    [Requirement("RFC9846-5-02")]
    public void One_of_another_value_is_refused(byte[] content)
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.After(HandshakeType.server_hello, Piece.ChangeCipherSpec(Epoch.Initial, content));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "5");
    }

    [Flaw(10)]
    [Fact]
    public void An_empty_one_is_refused()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.After(HandshakeType.server_hello, Piece.Bytes((byte)ContentType.change_cipher_spec, 3, 3, 0, 0));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "5");
    }

    [Flaw(10)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-5-02")]
    public void A_protected_one_is_refused(TlsRole receiver)
    {
        using var pair = new HandshakePair();
        pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => flight.Before(HandshakeType.finished, Piece.ChangeCipherSpec(Epoch.Handshake));
        pair.Run();
        pair.AssertRefusedBy(receiver, AlertDescription.unexpected_message, "5", "protected record is of type 20");
    }

    [Flaw(10)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-5-03")]
    public void One_after_the_finished_is_refused(TlsRole receiver)
    {
        using var pair = new HandshakePair();
        pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => flight.After(HandshakeType.finished, Piece.ChangeCipherSpec());
        pair.Run();
        pair.AssertComplete();
        using var end = pair.Establish(receiver);
        var error = Assert.Throws<TlsException>(() => end.Open());
        Assert.Equal(AlertDescription.unexpected_message, error.AlertSent);
        Assert.Equal("5", error.Section);
    }

    [Flaw(10)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void A_flood_of_them_is_refused(TlsRole receiver)
    {
        using var pair = new HandshakePair();
        pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight =>
            flight.Before(HandshakeType.finished, [.. Enumerable.Repeat(Piece.ChangeCipherSpec(), 33)]);
        pair.Run();
        pair.AssertRefusedBy(receiver, AlertDescription.unexpected_message, "5", "more than 32 records that mean nothing");
    }
}
