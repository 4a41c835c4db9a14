using System.Text;
using Adit.Tls.Evidence;
using Adit.Tls.Records;
using Adit.Tls.Schedule;

namespace Adit.Tls.Handshake;

/// <summary>What a handshake leaves behind: two halves, each for one thread, over the secrets they ratchet. Disposal overwrites everything.</summary>
internal sealed class EstablishedConnection(
    KeySchedule schedule, RecordOpener opener, RecordSealer sealer, PeerEvidence evidence, Decision decision, byte[] early, byte[] unsent) : IDisposable
{
    public RecordOpener Opener => opener;

    public RecordSealer Sealer => sealer;

    public PeerEvidence Evidence => evidence;

    public Decision Decision => decision;

    /// <summary>Bytes of the peer that came with its last flight, still sealed: for the reader, who takes them before it receives any, once.</summary>
    public byte[] TakeEarly() => Take(ref early);

    /// <summary>Records of ours that come before the first of <see cref="Sealer"/>, tickets: for the writer, who takes them before it sends any, once.</summary>
    public byte[] TakeUnsent() => Take(ref unsent);

    /// <summary>The secrets that exist at this moment.</summary>
    public IEnumerable<SecretName> LiveSecrets => schedule.Live;

    /// <summary>Keying material for another protocol. RFC 9846 7.5.</summary>
    public byte[] Export(string label, ReadOnlySpan<byte> context, int length)
    {
        if (label.Length is 0 or > Exporter.MaxLabelLength || !label.All(char.IsAscii))
            throw new ArgumentException($"The label \"{label}\" is not 1 to {Exporter.MaxLabelLength} ASCII characters (RFC 5705 4).", nameof(label));
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Exporter.MaxLength(schedule.Hash));
        var material = new byte[length];
        Exporter.Export(schedule.Hash, schedule[SecretName.Exporter], Encoding.ASCII.GetBytes(label), context, material);
        return material;
    }

    public void Dispose()
    {
        opener.Dispose();
        sealer.Dispose();
        schedule.Dispose();
    }

    private static byte[] Take(ref byte[] bytes)
    {
        var taken = bytes;
        bytes = [];
        return taken;
    }
}
