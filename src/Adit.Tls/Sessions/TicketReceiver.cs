using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Messages;
using Adit.Tls.Schedule;

namespace Adit.Tls.Sessions;

/// <summary>Client: turns the tickets of one connection into sessions that can be offered. One thread, the reader's. References: RFC 9846 4.7.1.</summary>
/// <param name="sessions">Where they go.</param>
/// <param name="key">What they fit.</param>
/// <param name="session">What they resume.</param>
/// <param name="resumptionSecret">Borrowed from the connection's key schedule.</param>
/// <param name="connectedAt">When the connection stood.</param>
internal sealed class TicketReceiver(TlsSessionCache sessions, string key, TlsSession session, Secret resumptionSecret, DateTimeOffset connectedAt)
{
    /// <summary>A longer ticket would leave too little room in the next hello, whose extensions have 2^16-1 bytes together.</summary>
    private const int MaxTicket = 16 * 1024;

    /// <summary>RFC 9846 4.7.1: no ticket is used for longer, whatever its server says.</summary>
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(7);

    /// <summary>Keeps a ticket; one whose lifetime is zero is no ticket, and one that is too long for a hello is of no use.</summary>
    public void Take(NewSessionTicket message, TimeSpan sinceConnected)
    {
        if (message.Lifetime == TimeSpan.Zero || message.Ticket.Length > MaxTicket) return;
        var hash = HashFunction.Of(session.CipherSuite);
        var psk = new PinnedBytes(hash.Length);
        KeySchedule.TicketPsk(hash, resumptionSecret.Reveal(), message.Nonce, psk.Span);
        var lifetime = message.Lifetime < MaxLifetime ? message.Lifetime : MaxLifetime;
        sessions.Add(key, new HeldSession(session, message.Ticket, message.AgeAdd, psk, connectedAt + sinceConnected, lifetime));
    }
}
