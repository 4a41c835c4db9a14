using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>No message may stand on both sides of a change of keys, or come under the keys of another stage. References: RFC 9846 5.1.</summary>
public sealed class KeyChangeBoundaryTests
{
    [Flaw(1)]
    [Fact]
    [Requirement("RFC9846-5.1-06", "RFC9846-A.1-01")]
    public void A_message_behind_the_server_hello_in_its_record_is_refused()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, m => [.. m, .. EncryptedExtensions.Encode(null, false)]);
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "5.1");

        // A.1: a client that has the keys tells its alert under them, behind a change_cipher_spec.
        Assert.Equal((byte)ContentType.application_data, pair.FromClient.Flights[^1][RecordFormat.HeaderLength + 1]);
    }

    [Flaw(1)]
    [Fact]
    public void The_beginning_of_a_message_behind_the_server_hello_in_its_record_is_refused()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, m => [.. m, (byte)HandshakeType.encrypted_extensions]);
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "5.1");
    }

    [Flaw(1)]
    [Fact]
    public void A_message_behind_the_client_hello_in_its_record_is_refused()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, m => [.. m, .. Finished.Encode(new byte[32])]);
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unexpected_message, "5.1");
    }

    [Flaw(1)]
    [Fact]
    public void The_beginning_of_a_second_hello_behind_the_first_is_refused()
    {
        using var pair = new HandshakePair(Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) });
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, m => [.. m, (byte)HandshakeType.client_hello]);
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unexpected_message, "5.1", "behind its hello");
    }

    [Flaw(1)]
    [Fact]
    public void The_beginning_of_a_server_hello_behind_a_retry_is_refused()
    {
        using var pair = new HandshakePair(Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) });
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, m => [.. m, (byte)HandshakeType.server_hello]).Where(p => p.Type != ContentType.change_cipher_spec);
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "5.1", "behind its hello");
    }

    [Flaw(1)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void A_message_behind_the_finished_in_its_record_is_refused(TlsRole receiver)
    {
        using var pair = new HandshakePair();
        pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => flight.Change(HandshakeType.finished, m => [.. m, .. KeyUpdate.EncodedNotRequested]);
        pair.Run();
        pair.AssertRefusedBy(receiver, AlertDescription.unexpected_message, "5.1");
    }

    // The changes of keys are checked too; this holds even where one of them were forgotten.
    [Flaw(1)]
    [Fact]
    public void A_message_of_one_stage_is_not_given_to_a_state_of_another()
    {
        using var context = new HandshakeContext(Adit.Tls.Policy.TlsPolicy.Modern, Adit.Tls.Cryptography.Entropy.System, new Adit.Tls.Evidence.PeerEvidence { Role = TlsRole.Client }) { KnownCertificates = new() };
        using var reader = new HandshakeReader(TlsRole.Client, context);
        var record = WireTap.Plain(ContentType.handshake, EncryptedExtensions.Encode(null, false));
        Assert.True(RecordHeader.TryRead(record, out var header));
        reader.Take(header, record);
        Assert.Equal(AlertDescription.unexpected_message, Assert.Throws<TlsException>(() => reader.TryTakeMessage(Epoch.Handshake, out _)).AlertSent);
    }

    [Flaw(1)]
    [Fact]
    public void Encrypted_extensions_in_the_clear_are_refused()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Replace(HandshakeType.encrypted_extensions, p => [Piece.Handshake(Epoch.Initial, p.Content)]);
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "5", "unprotected handshake record");
    }

    [Flaw(1)]
    [Fact]
    public void A_finished_in_the_clear_is_refused()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Replace(HandshakeType.finished, p => [Piece.Handshake(Epoch.Initial, p.Content)]);
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unexpected_message, "5", "unprotected handshake record");
    }

    // Messages of one stage may share a record or be split over any; ours share, here each has its own, and below each byte.
    [Fact]
    [Requirement("RFC9846-5.1-02")]
    public void Messages_may_each_come_in_a_record_of_their_own()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight;
        pair.FromClient.Tamper = flight => flight;
        pair.Run();
        pair.AssertComplete();
    }

    [Flaw(51)]
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    [Requirement("RFC9846-5.1-02")]
    public void Messages_may_be_split_over_records_of_any_length(int length)
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => Split(flight, length);
        pair.FromClient.Tamper = flight => Split(flight, length);
        pair.Run();
        pair.AssertComplete();
    }

    [Flaw(51)]
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(1000)]
    public void Bytes_may_arrive_in_chunks_of_any_length(int length)
    {
        using var pair = new HandshakePair { ChunkLength = length }.Run();
        pair.AssertComplete();
    }

    [Fact]
    public void Padded_records_are_read_like_others()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Select(p => new Piece(p.Epoch, p.Type, p.Content) { Padding = 300 });
        pair.FromClient.Tamper = flight => flight.Select(p => new Piece(p.Epoch, p.Type, p.Content) { Padding = 1 });
        pair.Run();
        pair.AssertComplete();
    }

    [Flaw(6)]
    [Theory]
    [InlineData(TlsRole.Client, 0)]
    [InlineData(TlsRole.Client, 20)]
    [InlineData(TlsRole.Server, 0)]
    [InlineData(TlsRole.Server, 20)]
    [Requirement("RFC9846-5.4-03")]
    public void An_empty_handshake_record_is_refused_with_and_without_padding(TlsRole receiver, int padding)
    {
        using var pair = new HandshakePair();
        pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight =>
            flight.Before(HandshakeType.finished, new Piece(Epoch.Handshake, ContentType.handshake, []) { Padding = padding });
        pair.Run();
        pair.AssertRefusedBy(receiver, AlertDescription.unexpected_message, "5.1", "empty handshake record");
    }

    [Flaw(6)]
    [Fact]
    public void An_empty_handshake_record_in_the_clear_is_refused()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Before(HandshakeType.client_hello, new Piece(Epoch.Initial, ContentType.handshake, []));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unexpected_message, "5.1");
    }

    [Theory]
    [InlineData(nameof(ContentType.alert))]
    [InlineData(nameof(ContentType.change_cipher_spec))]
    [InlineData(nameof(ContentType.application_data))]
    [Requirement("RFC9846-5.1-03")]
    public void Another_record_in_the_middle_of_a_message_is_refused(string name)
    {
        var type = Enum.Parse<ContentType>(name);
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Replace(HandshakeType.certificate, p =>
        [
            p.With(p.Content[..9]),
            type == ContentType.change_cipher_spec ? Piece.ChangeCipherSpec() : new Piece(Epoch.Handshake, type, [1, 90]),
            p.With(p.Content[9..]),
        ]);
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message);
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.7.3-01")]
    public void A_key_update_before_the_finished_is_refused(TlsRole receiver)
    {
        using var pair = new HandshakePair();
        pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight =>
            flight.Before(HandshakeType.finished, Piece.Handshake(Epoch.Handshake, KeyUpdate.EncodedNotRequested.ToArray()));
        pair.Run();
        pair.AssertRefusedBy(receiver, AlertDescription.unexpected_message, "4", "key_update");
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void Application_data_before_the_finished_is_refused(TlsRole receiver)
    {
        using var pair = new HandshakePair();
        pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight =>
            flight.Before(HandshakeType.finished, new Piece(Epoch.Handshake, ContentType.application_data, [1]));
        pair.Run();
        pair.AssertRefusedBy(receiver, AlertDescription.unexpected_message, "5", "application data before the handshake was over");
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void Application_data_before_any_keys_is_refused(TlsRole receiver)
    {
        using var pair = new HandshakePair();
        pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => [new Piece(Epoch.Initial, ContentType.application_data, new byte[40]), .. flight];
        pair.Run();
        pair.AssertRefusedBy(receiver, AlertDescription.unexpected_message, "5", "application data before keys were agreed");
    }

    private static IEnumerable<Piece> Split(List<Piece> flight, int length) =>
        flight.SelectMany(p => p.Type != ContentType.handshake ? [p] : p.Content.Chunk(length).Select(p.With));
}
