using Adit.Fuzz.Handshake;
using Adit.Tls;
using Adit.Tls.Compression;
using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Fuzz.Messages;

/// <summary>
/// One handshake message as it is read: what is accepted has the shape of the RFC to the last byte, is kept as it came, and is written again as it was read;
/// what is not is a TlsException. The input is the message's body.
/// </summary>
internal sealed class MessageTarget(HandshakeType type) : ITarget
{
    private const string Accepted = "accepted";

    public static IEnumerable<ITarget> All { get; } =
    [
        .. Enum.GetValues<HandshakeType>().Where(type => MessageLimits.Of(type) > 0).Select(type => new MessageTarget(type)),
    ];

    public string Name => type.ToString();

    /// <summary>A Finished is any bytes, until it is compared.</summary>
    public IReadOnlyCollection<string> Places { get; } = type == HandshakeType.finished ? [Accepted] : [Accepted, "refused decode_error"];

    public IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        var messages = Scenarios.All
            .SelectMany(scenario => scenario.CatalogueFor(TlsRole.Client).Select(piece => (scenario.Name, Piece: piece)))
            .Where(said => said.Piece.Message == type)
            .DistinctBy(said => Convert.ToHexString(said.Piece.Content));
        foreach (var group in messages.GroupBy(said => said.Name))
        {
            var number = 1;
            foreach (var (name, piece) in group) yield return ($"{name}-{number++}", piece.Content[HandshakeMessage.HeaderLength..]);
        }
    }

    public void Run(ReadOnlySpan<byte> input, Coverage coverage)
    {
        byte[] message = [(byte)type, (byte)(input.Length >> 16), (byte)(input.Length >> 8), (byte)input.Length, .. input];
        try
        {
            Check(HandshakeMessage.Read(message), message, coverage);
            coverage.Reach(Accepted);
        }
        catch (TlsException error)
        {
            BugException.Unless(error.AlertSent is not (null or AlertDescription.internal_error), $"A fault of ours: {error}");
            coverage.Reach($"refused {error.AlertSent}");
        }

        Reassemble(message);
    }

    private static void Check(HandshakeMessage read, byte[] message, Coverage coverage)
    {
        BugException.Unless(read.Encoded.Span.SequenceEqual(message), "What is kept of the message is not what came.");
        BugException.Unless(MessageShapes.Of(message).Fits(message.AsSpan(HandshakeMessage.HeaderLength)), "A message was accepted that has not the shape of the RFC.");
        var again = read switch
        {
            CertificateVerify verify => CertificateVerify.Encode(verify.Scheme, verify.Signature),
            Finished finished => Finished.Encode(finished.VerifyData),
            Certificate { Context.Length: 0 } certificate when certificate.Entries.All(entry => !entry.Extensions.Types.Any()) => Certificate.Encode([.. certificate.Entries.Select(entry => entry.Data)]),
            _ => message,
        };
        BugException.Unless(again.AsSpan().SequenceEqual(message), "What was read is not written as it was.");
        if (read is CompressedCertificate compressed) Decompress(compressed, coverage);
        if (read is Certificate chain) ReadStaples(chain, coverage);
    }

    private static void Decompress(CompressedCertificate compressed, Coverage coverage)
    {
        var certificate = compressed.Decompress(CertificateCompressor.All);
        BugException.Unless(certificate.Encoded.Span.SequenceEqual(compressed.Encoded.Span), "The transcript is not of the compressed message.");
        coverage.Reach($"decompressed {compressed.Algorithm}");
    }

    private static void ReadStaples(Certificate chain, Coverage coverage)
    {
        foreach (var entry in chain.Entries)
        {
            if (entry.ReadOcspResponse() is { Length: > 0 }) coverage.Reach("staple");
        }
    }

    /// <summary>Message by message out of fragments of any size: the same, or refused on the header.</summary>
    private static void Reassemble(byte[] message)
    {
        using var whole = new MessageReassembler();
        try
        {
            for (var rest = message.AsMemory(); !rest.IsEmpty;)
            {
                var fragment = rest[..Math.Min(rest.Length, 1 + (rest.Length / 3))];
                whole.Append(fragment.Span);
                rest = rest[fragment.Length..];
                if (!whole.TryTake(out var taken)) continue;
                BugException.Unless(rest.IsEmpty && taken.SequenceEqual(message), "The fragments of a message were put together as another.");
                return;
            }
        }
        catch (TlsException)
        {
            BugException.Unless(message.Length - HandshakeMessage.HeaderLength > MessageLimits.Of((HandshakeType)message[0]), "A message within its limit was refused on its header.");
            return;
        }

        throw new BugException("A message that was whole was not taken.");
    }
}
