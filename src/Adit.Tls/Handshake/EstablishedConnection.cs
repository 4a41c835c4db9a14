using Adit.Tls.Evidence;
using Adit.Tls.Records;
using Adit.Tls.Schedule;

namespace Adit.Tls.Handshake;

/// <summary>What a handshake leaves behind: two halves, each for one thread, over the secrets they ratchet. Disposal overwrites everything.</summary>
internal sealed class EstablishedConnection(
    KeySchedule schedule, RecordOpener opener, RecordSealer sealer, PeerEvidence evidence, Decision decision, byte[] early) : IDisposable
{
    public RecordOpener Opener => opener;

    public RecordSealer Sealer => sealer;

    public PeerEvidence Evidence => evidence;

    public Decision Decision => decision;

    /// <summary>Bytes of the peer that came with its last flight, still sealed.</summary>
    public ReadOnlySpan<byte> Early => early;

    /// <summary>The secrets that exist at this moment.</summary>
    public IEnumerable<SecretName> LiveSecrets => schedule.Live;

    public void Dispose()
    {
        opener.Dispose();
        sealer.Dispose();
        schedule.Dispose();
    }
}
