using System.Runtime.CompilerServices;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Schedule;
using Adit.Tls.Tests.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>
/// One direction of the wire. Bytes pass as they are, until <see cref="Tamper"/> is set: then each flight is opened with the sender's keys,
/// changed, and sealed again, so that only the change itself can be what the receiver objects to.
/// </summary>
internal sealed class WireTap(TlsHandshake sender, TlsRole role) : IDisposable
{
    private readonly Dictionary<Epoch, byte[]> secrets = [];
    private readonly Dictionary<Epoch, RecordForge> opening = [];
    private readonly Dictionary<Epoch, RecordForge> sealing = [];
    private readonly List<byte> pending = [];
    private Epoch epoch = Epoch.Initial;

    /// <summary>Gets a flight and gives what is sent instead.</summary>
    public Func<List<Piece>, IEnumerable<Piece>>? Tamper { get; set; }

    /// <summary>Gets the bytes of a flight and gives those that are sent instead, for who has no keys.</summary>
    public Func<byte[], byte[]>? Rewrite { get; set; }

    /// <summary>Everything the sender wrote, as it wrote it, a flight each.</summary>
    public List<byte[]> Flights { get; } = [];

    /// <summary>The pieces the sender wrote; only where <see cref="Tamper"/> is set.</summary>
    public List<Piece> Seen { get; } = [];

    /// <summary>The traffic secrets that the sender has written with, or will.</summary>
    public IReadOnlyDictionary<Epoch, byte[]> Secrets => secrets;

    /// <summary>Called whenever the sender may have new secrets.</summary>
    public void Learn()
    {
        var context = ContextOf(sender);
        Learn(Epoch.Handshake, role == TlsRole.Client ? SecretName.ClientHandshakeTraffic : SecretName.ServerHandshakeTraffic);
        Learn(Epoch.Application, role == TlsRole.Client ? SecretName.ClientApplicationTraffic : SecretName.ServerApplicationTraffic);

        void Learn(Epoch of, SecretName name)
        {
            if (!secrets.ContainsKey(of) && context.LiveSecrets.Contains(name.ToString()))
                secrets[of] = context.Schedule[name].Reveal().ToArray();
        }
    }

    public byte[] Pass(ReadOnlySpan<byte> output)
    {
        Flights.Add(output.ToArray());
        if (Rewrite is not null) return Rewrite(output.ToArray());
        if (Tamper is null) return output.ToArray();
        var flight = Read(output);
        Seen.AddRange(flight);
        return [.. Tamper(flight).SelectMany(Encode)];
    }

    public void Dispose()
    {
        foreach (var forge in opening.Values.Concat(sealing.Values)) forge.Dispose();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "context")]
    private static extern ref HandshakeContext ContextOf(TlsHandshake handshake);

    private List<Piece> Read(ReadOnlySpan<byte> output)
    {
        var flight = new List<Piece>();
        while (RecordHeader.TryRead(output, out var header))
        {
            var record = output[..header.RecordLength];
            output = output[header.RecordLength..];
            if (header.Type != ContentType.application_data)
            {
                Take(flight, Epoch.Initial, header.Type, record[RecordFormat.HeaderLength..]);
                continue;
            }

            if (epoch == Epoch.Initial) epoch = Epoch.Handshake;
            if (!secrets.ContainsKey(epoch))
            {
                // The sender had keys and lost them in one step: an alert, which passes as it is.
                flight.Add(Piece.Bytes([.. record]));
                continue;
            }

            var (type, content) = Forge(opening, epoch).Open(record);
            Take(flight, epoch, type, content);
        }

        return flight;
    }

    private void Take(List<Piece> flight, Epoch of, ContentType type, ReadOnlySpan<byte> content)
    {
        if (type != ContentType.handshake)
        {
            flight.Add(new Piece(of, type, content.ToArray()));
            return;
        }

        pending.AddRange(content);
        while (pending.Count >= HandshakeMessage.HeaderLength)
        {
            var length = HandshakeMessage.HeaderLength + ((pending[1] << 16) | (pending[2] << 8) | pending[3]);
            if (pending.Count < length) break;
            flight.Add(Piece.Handshake(of, [.. pending[..length]]));
            pending.RemoveRange(0, length);
            if (flight[^1].Message == HandshakeType.finished) epoch = Epoch.Application;
        }
    }

    private IEnumerable<byte> Encode(Piece piece)
    {
        if (piece.Raw is not null) return piece.Raw;
        var records = new List<byte>();
        var rest = piece.Content.AsSpan();
        do
        {
            var fragment = rest[..Math.Min(rest.Length, RecordFormat.MaxContentLength)];
            rest = rest[fragment.Length..];
            records.AddRange(piece.Epoch == Epoch.Initial ? Plain(piece.Type, fragment) : Forge(sealing, piece.Epoch).Seal(piece.Type, fragment, piece.Padding));
        }
        while (!rest.IsEmpty);
        return records;
    }

    public static byte[] Plain(ContentType type, ReadOnlySpan<byte> content) =>
        [(byte)type, 3, 3, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private RecordForge Forge(Dictionary<Epoch, RecordForge> forges, Epoch of)
    {
        if (!forges.TryGetValue(of, out var forge))
            forges[of] = forge = new RecordForge(sender.Evidence.Negotiated!.CipherSuite, secrets[of]);
        return forge;
    }
}
