using Adit.Tls.Schedule;
using Adit.Tls.Sessions;

namespace Adit.Tls.Handshake.Questions;

/// <summary>Server: tickets for a peer that was let in. References: RFC 9846 4.7.1.</summary>
/// <param name="session">What they resume.</param>
/// <param name="resumptionSecret">Borrowed from the key schedule, until the answer.</param>
/// <param name="binding">What they are bound to.</param>
/// <param name="count">How many are wanted.</param>
internal sealed class SealTickets(TlsSession session, Secret resumptionSecret, byte[] binding, int count) : Question<IReadOnlyList<SealedTicket>>
{
    public TlsSession Session => session;

    public Secret ResumptionSecret => resumptionSecret;

    public ReadOnlySpan<byte> Binding => binding;

    public int Count => count;
}

/// <summary>A ticket and what the client is told of it.</summary>
/// <param name="Ticket">Sealed.</param>
/// <param name="Nonce">Unlike that of every other ticket of this connection.</param>
/// <param name="AgeAdd">Random, for this ticket alone.</param>
/// <param name="Lifetime">Whole seconds, at least one.</param>
internal sealed record SealedTicket(byte[] Ticket, byte[] Nonce, uint AgeAdd, TimeSpan Lifetime);
