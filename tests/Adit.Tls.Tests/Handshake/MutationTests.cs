using Adit.Tls.Handshake;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>
/// Whatever is changed, cut, repeated or made up: a handshake ends, in Complete or in Failed, by a fault of the peer and never one of ours,
/// and holds no secret then. Everything here is the same in every run.
/// </summary>
public sealed class MutationTests
{
    private static readonly TlsClientOptions Client = Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519), Identities = [Endpoints.Ed25519Identity(Endpoints.ClientRecipe)] };
    private static readonly TlsServerOptions Server = Endpoints.Server with { Identities = [Endpoints.Ed25519Identity(Endpoints.ServerRecipe)] };

    [Fact]
    public void Two_runs_write_the_same_bytes()
    {
        using var one = NewPair().Run();
        using var two = NewPair().Run();
        one.AssertComplete();
        Assert.Equal(one.FromClient.Flights, two.FromClient.Flights);
        Assert.Equal(one.FromServer.Flights, two.FromServer.Flights);
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-6.2-07")]
    public void Any_byte_of_any_message_may_be_changed(TlsRole sender)
    {
        var lengths = LengthsOfPieces(sender);
        for (var piece = 0; piece < lengths.Length; piece++)
        {
            for (var i = 0; i < lengths[piece]; i++)
            {
                using var pair = NewPair();
                var seen = 0;
                pair.From(sender).Tamper = flight => flight.Select(p => seen++ == piece ? p.With(Changed(p.Content, i)) : p).ToList();
                AssertEnds(pair.Run());
            }
        }
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void Any_byte_on_the_wire_may_be_changed(TlsRole sender)
    {
        using var recorded = NewPair().Run();
        var flights = recorded.From(sender).Flights;
        for (var flight = 0; flight < flights.Count; flight++)
        {
            for (var i = 0; i < flights[flight].Length; i++)
            {
                if (i % 3 != 0 && i > 300) continue; // Deep in a record one byte is like the next.
                using var pair = NewPair();
                var seen = 0;
                pair.From(sender).Rewrite = bytes => seen++ == flight ? Changed(bytes, i) : bytes;
                AssertEnds(pair.Run());
            }
        }
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-6.2-07")]
    public void Any_message_may_be_cut_anywhere_with_a_header_that_fits(TlsRole sender)
    {
        var lengths = LengthsOfPieces(sender);
        for (var piece = 0; piece < lengths.Length; piece++)
        {
            for (var length = 4; length < lengths[piece]; length += 1 + (length / 64))
            {
                using var pair = NewPair();
                var seen = 0;
                pair.From(sender).Tamper = flight => flight.Select(p => seen++ == piece && p.Message is { } type ? p.With(Flight.Message(type, p.Content[4..length])) : p).ToList();
                AssertEnds(pair.Run());
            }
        }
    }

    [Fact]
    public void Made_up_records_of_every_type_end_in_a_refusal()
    {
        var random = new Random(4242);
        for (var round = 0; round < 2000; round++)
        {
            using var pair = NewPair();
            var sender = round % 2 == 0 ? TlsRole.Client : TlsRole.Server;
            pair.From(sender).Rewrite = bytes => [.. bytes.AsSpan(0, random.Next(0, 2) * random.Next(bytes.Length)), .. MadeUp(random)];
            AssertEnds(pair.Run());
        }
    }

    [Fact]
    public void Made_up_messages_under_the_right_keys_end_in_a_refusal()
    {
        var random = new Random(1717);
        for (var round = 0; round < 1000; round++)
        {
            using var pair = NewPair();
            var sender = round % 2 == 0 ? TlsRole.Client : TlsRole.Server;
            pair.From(sender).Tamper = flight =>
            {
                var place = random.Next(flight.Count);
                var junk = new byte[random.Next(0, 60)];
                random.NextBytes(junk);
                var epoch = flight[place].Epoch;
                flight.Insert(place, random.Next(4) == 0
                    ? new Piece(epoch, (ContentType)random.Next(20, 24), junk)
                    : Piece.Handshake(epoch, Flight.Message((Adit.Tls.Messages.HandshakeType)random.Next(0, 26), junk)));
                return flight;
            };
            AssertEnds(pair.Run());
        }
    }

    [Flaw(7)]
    [Fact]
    public void Any_fragmentation_of_a_genuine_handshake_completes()
    {
        var random = new Random(77);
        for (var round = 0; round < 50; round++)
        {
            using var pair = NewPair();
            pair.ChunkLength = random.Next(1, 400);
            foreach (var role in new[] { TlsRole.Client, TlsRole.Server })
            {
                pair.From(role).Tamper = flight => flight.SelectMany(p => p.Type == ContentType.handshake ? Fragments(p, random) : [p]).ToList();
            }

            pair.Run();
            pair.AssertComplete();
        }
    }

    private static IEnumerable<Piece> Fragments(Piece piece, Random random)
    {
        for (var rest = piece.Content; rest.Length > 0;)
        {
            var count = Math.Min(rest.Length, random.Next(1, 200));
            yield return piece.With(rest[..count]);
            rest = rest[count..];
        }
    }

    private static byte[] MadeUp(Random random)
    {
        var bytes = new byte[random.Next(0, 400)];
        random.NextBytes(bytes);
        if (bytes.Length < 9 || random.Next(5) == 0) return bytes;

        // Plausible enough to get past the first look.
        bytes[0] = (byte)random.Next(19, 25);
        bytes[1] = bytes[2] = 3;
        bytes[3] = 0;
        bytes[5] = (byte)random.Next(0, 26);
        bytes[6] = bytes[7] = 0;
        return bytes;
    }

    private static int[] LengthsOfPieces(TlsRole sender)
    {
        using var pair = NewPair();
        pair.From(sender).Tamper = flight => flight;
        pair.Run();
        pair.AssertComplete();
        return [.. pair.From(sender).Seen.Select(p => p.Content.Length)];
    }

    private static byte[] Changed(byte[] bytes, int index)
    {
        var changed = bytes.ToArray();
        changed[index] ^= (byte)(1 << (index % 8));
        return changed;
    }

    private static HandshakePair NewPair() => new(Client, Server, new SeededEntropy("client"), new SeededEntropy("server"));

    private static void AssertEnds(HandshakePair pair)
    {
        foreach (var end in new[] { pair.Client, pair.Server })
        {
            var status = end.Advance();
            Assert.True(status is HandshakeStatus.Complete or HandshakeStatus.Failed, status.ToString());
            if (status == HandshakeStatus.Complete) continue;
            Assert.True(end.Error!.AlertSent is not (AlertDescription.internal_error or AlertDescription.general_error), end.Error.ToString());
            Assert.Empty(end.LiveSecrets);
        }
    }
}
