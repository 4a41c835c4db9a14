using Adit.Tls;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Tests.Handshake;

namespace Adit.Fuzz.Handshake;

/// <summary>The connection behind a handshake: what comes out of it is what was sealed, until the peer closes or breaks a rule, and nothing comes after that.</summary>
internal static class ConnectionCheck
{
    private const int MaxSteps = 32;

    public static void Run(Endpoint endpoint, EstablishedConnection connection, ref ByteSource source, IReadOnlyList<Piece> catalogue, Coverage coverage)
    {
        for (var steps = 0; steps < MaxSteps && !source.IsEmpty; steps++)
        {
            var piece = Step.Read(ref source, catalogue).Piece;
            var isPlain = piece.Epoch == Epoch.Initial;
            if (!isPlain) piece = new Piece(Epoch.Application, piece.Type, piece.Content) { Padding = piece.Padding };
            var wasClosed = connection.Opener.IsClosed;
            byte[] opened;
            try
            {
                opened = Open(connection.Opener, endpoint.Encode(piece));
            }
            catch (TlsException error)
            {
                BugException.Unless(error.AlertSent != AlertDescription.internal_error, $"A fault of ours: {error}");
                RequireStaysFailed(connection.Opener);
                coverage.Reach($"connection {error.AlertSent?.ToString() ?? "without an alert"}");
                return;
            }

            byte[] sealedData = !isPlain && piece.Type == ContentType.application_data && !wasClosed ? piece.Content : [];
            BugException.Unless(opened.AsSpan().SequenceEqual(sealedData), $"The peer sealed {sealedData.Length} bytes of data, and others or as many others came out.");
            BugException.Unless(!isPlain || wasClosed, "A record in the clear was taken after the handshake.");
            coverage.Reach(wasClosed ? "connection is closed" : $"connection takes {piece.Message?.ToString() ?? piece.Type.ToString()}");
            if (!wasClosed && piece.Type == ContentType.handshake && piece.Content is [(byte)HandshakeType.key_update, 0, 0, 1, _]) endpoint.UpdatePeerKeys();
        }
    }

    private static byte[] Open(RecordOpener opener, byte[] records)
    {
        var data = new List<byte>();
        var ranges = new PlaintextRange[4];
        for (var start = 0; ;)
        {
            var done = opener.Open(records.AsSpan(start), TimeSpan.Zero, ranges, out var count);
            foreach (var range in ranges[..count]) data.AddRange(records.AsSpan(start + range.Start, range.Length));
            if (done == 0) return [.. data];
            start += done;
        }
    }

    private static void RequireStaysFailed(RecordOpener opener)
    {
        try
        {
            opener.Open(new byte[5], TimeSpan.Zero, new PlaintextRange[1], out _);
        }
        catch (TlsException)
        {
            return;
        }

        throw new BugException("The connection goes on after it has failed.");
    }
}
