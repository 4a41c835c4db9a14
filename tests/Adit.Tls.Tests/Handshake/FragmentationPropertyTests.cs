using Adit.Tls.Records;
using CsCheck;

namespace Adit.Tls.Tests.Handshake;

/// <summary>
/// Handshake messages may share records and be spread over any number of them, as long as a change of keys ends a record, and records come in
/// pieces of any size: the handshake is the same. References: RFC 9846 5.1.
/// </summary>
public sealed class FragmentationPropertyTests
{
    private static readonly Gen<int> Length = Gen.OneOf(Gen.Int[1, 5], Gen.Int[1, 300], Gen.Int[1, 5000]);

    [Fact]
    public void Any_fragmentation_and_coalescing_gives_the_same_handshake() => Property.Holds(
        Gen.Select(Length.Array[1, 20], Length, Gen.Bool),
        (cuts, chunk, retries) =>
        {
            using var pair = new HandshakePair(retries ? Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) } : Endpoints.Client) { ChunkLength = chunk };
            var next = 0;
            pair.FromClient.Tamper = pair.FromServer.Tamper = flight => Recut(flight, () => cuts[next++ % cuts.Length]);
            pair.Run().AssertComplete();
            Assert.Equal(retries, pair.Server.Evidence.Negotiated!.HelloRetryRequest);
            using var client = pair.Establish(TlsRole.Client);
            using var server = pair.Establish(TlsRole.Server);
            Assert.Equal([1, 2, 3], server.Open(client.Seal([1, 2, 3])));
        },
        cases: 100);

    /// <summary>The same messages under the same keys, in other records.</summary>
    private static IEnumerable<Piece> Recut(List<Piece> flight, Func<int> length)
    {
        for (var i = 0; i < flight.Count;)
        {
            if (flight[i] is not { Raw: null, Type: ContentType.handshake } first)
            {
                yield return flight[i++];
                continue;
            }

            var together = flight.Skip(i).TakeWhile(piece => piece is { Raw: null, Type: ContentType.handshake } && piece.Epoch == first.Epoch).ToList();
            i += together.Count;
            byte[] all = [.. together.SelectMany(piece => piece.Content)];
            for (var start = 0; start < all.Length;)
            {
                var end = Math.Min(all.Length, start + length());
                yield return first.With(all[start..end]);
                start = end;
            }
        }
    }
}
