using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Early data is never accepted: it is passed over, up to a bound. References: RFC 9846 4.3.10.</summary>
public sealed class EarlyDataTests
{
    private const int Bound = 64 << 10;

    [Fact]
    [Requirement("RFC9846-4.3.10-05", "RFC9846-4.3.10-10")]
    public void Early_data_is_passed_over_until_a_record_opens()
    {
        using var client = new ScriptedClient(Endpoints.OpenServer);
        var hello = client.Hello([NamedGroup.x25519], [NamedGroup.x25519], offersEarlyData: true);
        client.Read(client.Send(hello, Garbage(100).Raw!, Garbage(1).Raw!, Garbage(0).Raw!, Garbage(16000).Raw!));
        client.Send(Garbage(17).Raw!, client.Finished());
        Assert.Equal(HandshakeStatus.Complete, client.Server.Advance());
    }

    [Fact]
    [Requirement("RFC9846-4.3.10-05")]
    public void Early_data_is_passed_over_between_a_retry_and_the_second_hello()
    {
        using var client = new ScriptedClient(Endpoints.OpenServer);
        var first = client.Hello([NamedGroup.x25519, NamedGroup.secp256r1], [NamedGroup.secp256r1], offersEarlyData: true);
        client.Read(client.Send(first, Garbage(100).Raw!));
        client.Read(client.Send(Garbage(50).Raw!, client.Hello([NamedGroup.x25519, NamedGroup.secp256r1], [NamedGroup.x25519], offersEarlyData: false)));
        client.Send(client.Finished());
        Assert.Equal(HandshakeStatus.Complete, client.Server.Advance());
        Assert.True(client.Server.Evidence.Negotiated!.HelloRetryRequest);
    }

    // Once a record has opened, the next must open too.
    [Fact]
    public void Early_data_behind_a_record_that_opened_is_a_bad_record()
    {
        using var client = new ScriptedClient(Endpoints.OpenServer);
        client.Read(client.Send(client.Hello([NamedGroup.x25519], [NamedGroup.x25519], offersEarlyData: true)));
        client.Send(client.Seal([(byte)HandshakeType.finished, 0]), Garbage(100).Raw!);
        Assert.Equal(AlertDescription.bad_record_mac, client.Server.Error!.AlertSent);
    }

    [Fact]
    public void Early_data_that_was_not_offered_is_a_bad_record()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Has(HandshakeType.client_hello) ? [.. flight, Garbage(100)] : flight;
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.bad_record_mac, "5.2");
    }

    [Fact]
    public void Early_data_beyond_the_bound_is_refused()
    {
        using var pair = Offering([.. Enumerable.Repeat(Garbage(16000), 5)]);
        pair.AssertRefusedByServer("65536 bytes of early data");
    }

    // A record without content costs its header: no flood of them is free.
    [Flaw(6)]
    [Fact]
    public void A_flood_of_empty_early_records_is_refused()
    {
        using var pair = Offering([.. Enumerable.Repeat(Garbage(0), (Bound / RecordFormat.HeaderLength) + 1)]);
        pair.AssertRefusedByServer("65536 bytes of early data");
    }

    [Fact]
    public void Early_data_before_the_second_hello_is_passed_over()
    {
        using var pair = OfferingBeforeRetry(flight => flight.Has(HandshakeType.client_hello) ? [Garbage(100), Garbage(0), .. flight] : flight);
        Assert.NotNull(pair.Server.Evidence.Negotiated);
    }

    [Fact]
    public void Early_data_behind_the_second_hello_is_a_bad_record()
    {
        using var pair = OfferingBeforeRetry(flight => flight.Has(HandshakeType.client_hello) ? [.. flight, Garbage(100)] : flight);
        Assert.Equal(AlertDescription.bad_record_mac, pair.Server.Error!.AlertSent);
    }

    [Fact]
    public void Early_data_between_the_records_of_the_second_hello_is_refused()
    {
        using var pair = OfferingBeforeRetry(flight => flight.Replace(HandshakeType.client_hello, p => [p.With(p.Content[..50]), Garbage(100), p.With(p.Content[50..])]));
        Assert.Equal(AlertDescription.unexpected_message, pair.Server.Error!.AlertSent);
    }

    [Flaw(6)]
    [Fact]
    public void A_flood_of_empty_records_before_the_second_hello_is_refused()
    {
        using var pair = OfferingBeforeRetry(_ => Enumerable.Repeat(Garbage(0), (Bound / RecordFormat.HeaderLength) + 1));
        pair.AssertRefusedByServer("65536 bytes of early data");
    }

    private static Piece Garbage(int length) => Piece.Bytes([.. WireTap.Plain(ContentType.application_data, Enumerable.Repeat((byte)0x5a, length).ToArray())]);

    private static HandshakePair Offering(params Piece[] early)
    {
        var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Has(HandshakeType.client_hello)
            ? [.. flight.Change(HandshakeType.client_hello, EditableHello.Edit(h => h[ExtensionType.early_data] = [])), .. early]
            : flight;
        return pair.Run();
    }

    private static HandshakePair OfferingBeforeRetry(Func<List<Piece>, IEnumerable<Piece>> second)
    {
        var flights = 0;
        var pair = new HandshakePair(Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) });
        pair.FromClient.Tamper = flight => flights++ == 0
            ? flight.Change(HandshakeType.client_hello, EditableHello.Edit(h => h.Extensions.Insert(0, (ExtensionType.early_data, []))))
            : second(flight);
        return pair.Run();
    }
}

file static class Refusal
{
    public static void AssertRefusedByServer(this HandshakePair pair, string text)
    {
        var error = pair.Server.Error!;
        Assert.Equal(AlertDescription.unexpected_message, error.AlertSent);
        Assert.Equal("4.3.10", error.Section);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }
}
