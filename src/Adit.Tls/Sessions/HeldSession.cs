using System.Diagnostics;
using Adit.Tls.Cryptography;
using Adit.Tls.PreSharedKeys;

namespace Adit.Tls.Sessions;

/// <summary>
/// A ticket as a client holds it, with its key, for one use. One owner; disposal overwrites the key.
/// References: RFC 9846 4.3.11.1, 4.7.1.
/// </summary>
[DebuggerDisplay("held session")]
internal sealed class HeldSession(TlsSession session, byte[] ticket, uint ageAdd, PinnedBytes psk, DateTimeOffset receivedAt, TimeSpan lifetime) : IDisposable
{
    public TlsSession Session => session;

    public DateTimeOffset ReceivedAt => receivedAt;

    /// <summary>Whether it will never be offered again. RFC 9846 4.3.11.1: not one that is older than its lifetime; nor one that is older than a day.</summary>
    public bool HasEnded(DateTimeOffset now) => now >= receivedAt + lifetime || now >= session.Ends;

    /// <summary>What to offer. The caller owns it.</summary>
    public OfferedPsk ToOffer() => OfferedPsk.OfSession(session, ticket, psk.Span, new TicketAge(receivedAt, ageAdd));

    public void Dispose() => psk.Dispose();
}
