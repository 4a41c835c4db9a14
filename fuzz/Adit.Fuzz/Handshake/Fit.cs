using System.Buffers.Binary;
using Adit.Tls;
using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Tests.Handshake;

namespace Adit.Fuzz.Handshake;

/// <summary>
/// Makes a message prove what it should at its place in this very transcript, as a peer could that has all the keys and breaks the rules otherwise:
/// only so does a changed message reach what lies behind the next proof.
/// </summary>
internal static class Fit
{
    public static Piece Of(Piece piece, Endpoint endpoint, Scenario scenario)
    {
        if (piece.Type != ContentType.handshake || piece.Message is not { } type || piece.Content.Length < HandshakeMessage.HeaderLength) return piece;
        if (type == HandshakeType.client_hello) return scenario.Psk is { } psk && endpoint.Log.Count is 0 or 2 ? WithBinder(piece, psk, endpoint.Log) : piece;
        if (endpoint.Log.Count < 2 || endpoint.PeerHandshakeSecret is not { } secret) return piece;
        return type switch
        {
            HandshakeType.finished => piece.With(Finished.Encode(Proofs.FinishedMac(endpoint.Hash, secret, Hash(endpoint)))),
            HandshakeType.certificate_verify => piece.With(CertificateVerify.Encode(
                SignatureScheme.ed25519, Proofs.Signature(scenario.CredentialsOf(endpoint.PeerRole)[0].Key, endpoint.PeerRole, Hash(endpoint)))),
            _ => piece,
        };
    }

    private static byte[] Hash(Endpoint endpoint) => Proofs.TranscriptHash(endpoint.Hash, endpoint.Log, endpoint.Log.Count);

    /// <summary>The binder of one key stands at the very end: a list's length 2, its own length 1, and itself.</summary>
    private static Piece WithBinder(Piece piece, Tls.PreSharedKeys.OfferedPsk psk, IEnumerable<LoggedMessage> before)
    {
        var hello = piece.Content.ToArray();
        var length = 2 + 1 + psk.Hash.Length;
        if (hello.Length < length || BinaryPrimitives.ReadUInt16BigEndian(hello.AsSpan(hello.Length - length)) != length - 2) return piece;
        Proofs.Binder(psk, before, hello[..^length]).CopyTo(hello, hello.Length - psk.Hash.Length);
        return piece.With(hello);
    }
}
