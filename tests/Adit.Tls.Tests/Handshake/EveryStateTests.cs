using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Records;
using Adit.Tls.Tests.PreSharedKeys;
using Adit.Tls.Tests.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>What may come at any moment comes at every one: in a full handshake, in one by a pre-shared key, and in both after a retry.</summary>
public sealed class EveryStateTests : IDisposable
{
    private const int Longest = 0xffffff;

    private static readonly TlsClientOptions Retried = Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) };

    private readonly PreSharedKey key = PskEnds.Imported("plc");

    public static TheoryData<string, TlsRole> Handshakes =>
        new(from kind in new[] { "full", "retried", "by key", "by key, retried" } from role in new[] { TlsRole.Client, TlsRole.Server } select (kind, role));

    public void Dispose() => key.Dispose();

    [Flaw(8)]
    [Theory]
    [MemberData(nameof(Handshakes))]
    public void A_close_notify_ends_it(string kind, TlsRole receiver) => AtEveryPlace(kind, receiver, (pair, at, epoch) =>
    {
        Cut(pair, receiver, at, Piece.Alert(epoch, AlertDescription.close_notify));
        AssertFailed(pair, receiver);
        Assert.Equal(AlertDescription.close_notify, pair.Of(receiver).Error!.AlertReceived);
    });

    [Flaw(8)]
    [Theory]
    [MemberData(nameof(Handshakes))]
    public void The_end_of_the_transport_ends_it(string kind, TlsRole receiver) => AtEveryPlace(kind, receiver, (pair, at, _) =>
    {
        Cut(pair, receiver, at);
        AssertFailed(pair, receiver);
        Assert.True(pair.Of(receiver).Error!.IsTruncation);
    });

    [Flaw(9)]
    [Theory]
    [MemberData(nameof(Handshakes))]
    public void A_message_that_announces_the_most_is_refused_on_its_header(string kind, TlsRole receiver)
    {
        foreach (var type in Enum.GetValues<HandshakeType>())
        {
            AtEveryPlace(kind, receiver, (pair, at, epoch) =>
            {
                Cut(pair, receiver, at, Piece.Handshake(epoch, Flight.Header(type, Longest)));
                AssertFailed(pair, receiver);
                Assert.NotNull(pair.Of(receiver).Error!.AlertSent);
            });
        }
    }

    [Flaw(9)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void After_the_handshake_too(TlsRole receiver)
    {
        foreach (var type in Enum.GetValues<HandshakeType>())
        {
            using var peer = new Peer(receiver);
            var error = Assert.Throws<TlsException>(() => peer.Give(peer.Forge.Seal(ContentType.handshake, Flight.Header(type, Longest))));
            Assert.NotNull(error.AlertSent);
        }
    }

    [Flaw(2)]
    [Theory]
    [MemberData(nameof(Handshakes))]
    public void A_protected_record_under_another_outer_type_is_refused_and_not_passed_over(string kind, TlsRole receiver)
    {
        foreach (var type in new[] { ContentType.change_cipher_spec, ContentType.alert, ContentType.handshake })
        {
            using var pair = Pair(kind);
            pair.From(Other(receiver)).Rewrite = flight =>
            {
                for (var at = 0; RecordHeader.TryRead(flight.AsSpan(at), out var header); at += header.RecordLength)
                {
                    if (header.Type != ContentType.application_data) continue;
                    flight[at] = (byte)type;
                    break;
                }

                return flight;
            };
            pair.Run();
            AssertFailed(pair, receiver);
            Assert.Equal(AlertDescription.unexpected_message, pair.Of(receiver).Error!.AlertSent);
        }
    }

    private HandshakePair Pair(string kind) => kind switch
    {
        "full" => new HandshakePair(),
        "retried" => new HandshakePair(Retried),
        "by key" => new HandshakePair(PskEnds.Client(key), PskEnds.Server(key)),
        _ => new HandshakePair(PskEnds.Client(key) with { Policy = Retried.Policy }, PskEnds.Server(key)),
    };

    private void AtEveryPlace(string kind, TlsRole receiver, Action<HandshakePair, int, Epoch> attack)
    {
        using var undisturbed = Pair(kind);
        var sender = undisturbed.From(Other(receiver));
        sender.Tamper = flight => flight;
        undisturbed.Run().AssertComplete();
        Assert.True(sender.Seen.Count >= 3);
        for (var at = 0; at < sender.Seen.Count; at++)
        {
            using var pair = Pair(kind);
            attack(pair, at, sender.Seen.Skip(at).First(p => p.Type == ContentType.handshake).Epoch);
        }
    }

    /// <summary>Lets so many pieces through, then <paramref name="last"/>, then nothing.</summary>
    private static void Cut(HandshakePair pair, TlsRole receiver, int place, params Piece[] last)
    {
        var seen = 0;
        pair.From(Other(receiver)).Tamper = flight => flight.SelectMany(p => seen++ switch
        {
            var at when at < place => [p],
            var at when at == place => last,
            _ => Array.Empty<Piece>(),
        }).ToList();
        pair.Run();
    }

    private static void AssertFailed(HandshakePair pair, TlsRole role)
    {
        Assert.Equal(HandshakeStatus.Failed, pair.Of(role).Advance());
        Assert.NotNull(pair.Of(role).Error);
        Assert.Empty(pair.Of(role).LiveSecrets);
    }

    private static TlsRole Other(TlsRole role) => role == TlsRole.Client ? TlsRole.Server : TlsRole.Client;
}
