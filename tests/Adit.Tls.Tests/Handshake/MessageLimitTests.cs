using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Tests.Certificates;

namespace Adit.Tls.Tests.Handshake;

/// <summary>How much a peer may make us hold before it is known: each message up to its limit, and not one byte of one that announces more.</summary>
public sealed class MessageLimitTests
{
    [Flaw(9)]
    [Theory]
    [InlineData(nameof(HandshakeType.server_hello))]
    [InlineData(nameof(HandshakeType.encrypted_extensions))]
    [InlineData(nameof(HandshakeType.certificate_request))]
    [InlineData(nameof(HandshakeType.certificate))]
    [InlineData(nameof(HandshakeType.certificate_verify))]
    public void A_message_of_the_server_that_announces_more_than_its_limit_is_refused_on_its_header(string name) =>
        AssertRefusedOnHeader(TlsRole.Client, Enum.Parse<HandshakeType>(name));

    [Flaw(9)]
    [Theory]
    [InlineData(nameof(HandshakeType.client_hello))]
    [InlineData(nameof(HandshakeType.certificate))]
    [InlineData(nameof(HandshakeType.certificate_verify))]
    public void A_message_of_the_client_that_announces_more_than_its_limit_is_refused_on_its_header(string name) =>
        AssertRefusedOnHeader(TlsRole.Server, Enum.Parse<HandshakeType>(name));

    [Fact]
    public void A_client_hello_at_its_limit_is_taken()
    {
        using var client = new ScriptedClient(Endpoints.OpenServer);
        client.Read(client.SendInRecords(client.Hello([NamedGroup.x25519], [NamedGroup.x25519], offersEarlyData: false, length: MessageLimits.Of(HandshakeType.client_hello)), RecordFormat.MaxContentLength));
        client.Send(client.Finished());
        Assert.Equal(HandshakeStatus.Complete, client.Server.Advance());
    }

    [Fact]
    public void A_client_hello_one_byte_over_its_limit_is_refused()
    {
        using var client = new ScriptedClient(Endpoints.OpenServer);
        client.SendInRecords(client.Hello([NamedGroup.x25519], [NamedGroup.x25519], offersEarlyData: false, length: MessageLimits.Of(HandshakeType.client_hello) + 1), RecordFormat.MaxContentLength);
        Assert.Equal(AlertDescription.illegal_parameter, client.Server.Error!.AlertSent);
    }

    // Linear: each byte has a record, and the work and memory of it do not grow with those before.
    [Flaw(7)]
    [Theory]
    [InlineData(2_000)]
    [InlineData(60_000)]
    public void A_client_hello_in_records_of_one_byte_is_taken(int length)
    {
        using var client = new ScriptedClient(Endpoints.OpenServer);
        client.Read(client.SendInRecords(client.Hello([NamedGroup.x25519], [NamedGroup.x25519], offersEarlyData: false, length), 1));
        client.Send(client.Finished());
        Assert.Equal(HandshakeStatus.Complete, client.Server.Advance());
    }

    [Fact]
    public void A_certificate_message_near_its_limit_is_taken_from_either_side()
    {
        var server = Fat(Endpoints.ServerRecipe);
        var client = Fat(Endpoints.ClientRecipe);
        using var pair = new HandshakePair(Endpoints.Client with { Identities = [client] }, Endpoints.Server with { Identities = [server] }).Run();
        pair.AssertComplete();
        Assert.InRange(Certificate.Encode(server.CertificateEntries).Length, 120_000, MessageLimits.Of(HandshakeType.certificate) + HandshakeMessage.HeaderLength);
    }

    [Flaw(41)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void More_certificates_than_any_path_are_refused(TlsRole receiver)
    {
        using var pair = new HandshakePair();
        pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight =>
            flight.Change(HandshakeType.certificate, _ => Certificate.Encode([.. Enumerable.Repeat(Endpoints.ServerIdentity.Leaf!.Der, Certificate.MaxEntries + 1)]));
        pair.Run();
        pair.AssertRefusedBy(receiver, AlertDescription.bad_certificate, "4.5.1", "more than 16 entries");
    }

    private static void AssertRefusedOnHeader(TlsRole receiver, HandshakeType type)
    {
        using var pair = new HandshakePair();
        pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight =>
            flight.Has(type) ? [.. flight.TakeWhile(p => p.Message != type), Piece.Handshake(flight[flight.IndexOf(type)].Epoch, Flight.Header(type, MessageLimits.Of(type) + 1))] : flight;
        pair.Run();
        pair.AssertRefusedBy(receiver, AlertDescription.illegal_parameter, "4", $"announces {MessageLimits.Of(type) + 1} bytes");
    }

    /// <summary>A leaf with two companions that say much.</summary>
    private static TlsIdentity Fat(Recipe recipe)
    {
        var slim = Endpoints.Identity(recipe);
        var padding = new X509Extension("1.3.6.1.4.1.99999.1", new byte[60_000], critical: false);
        var companion = Issued.SelfSigned(new Recipe { Subject = "CN=companion", Extensions = [padding] }).Certificate;
        return new TlsIdentity([slim.Leaf!, companion, companion], slim.Key);
    }
}
