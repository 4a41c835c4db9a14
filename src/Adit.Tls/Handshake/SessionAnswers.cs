using System.Security.Cryptography;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Sessions;

namespace Adit.Tls.Handshake;

/// <summary>
/// Answers the questions about tickets. One that is damaged, outdated, sealed elsewhere, or of a peer that would not be let in today is void: the
/// handshake is then a full one, which says why, or lets in a peer that has something better to show. Immutable and thread-safe.
/// </summary>
internal sealed class SessionAnswers(TicketKeys? ticketKeys, TlsSessionCache? sessions, PeerAuthenticator authenticator, TlsPolicy policy, KnownCertificates known, string? serverName)
{
    /// <summary>A session that is longer is not put into a ticket: every byte is one more of a hello. Sizes: in bytes.</summary>
    private const int MaxContents = 16 << 10;

    public PskChoice Find(FindSession question, DateTimeOffset now)
    {
        while (sessions!.Take(question.Key, now) is { } found)
        {
            using var held = found;
            if (IsLetIn(held.Session, question.Evidence, now)) return PskChoice.Known(0, held.ToOffer());
        }

        return PskChoice.None;
    }

    public PskChoice Open(OpenTicket question, DateTimeOffset now)
    {
        for (var i = 0; i < question.Identities.Count; i++)
        {
            if (Open(question.Identities[i], question.Binding, now) is not { } psk) continue;
            if (question.UsableHashes.Contains(psk.Hash) && IsLetIn(psk.Session!, question.Evidence, now)) return PskChoice.Known(i, psk);
            psk.Dispose();
        }

        return PskChoice.None;
    }

    public IReadOnlyList<SealedTicket> Seal(SealTickets question, DateTimeOffset now)
    {
        var lifetime = TimeSpan.FromSeconds(Math.Floor((question.Session.Ends - now).TotalSeconds));
        var tickets = new List<SealedTicket>();
        for (var i = 0; i < question.Count && lifetime > TimeSpan.Zero; i++)
        {
            byte[] nonce = [(byte)i];
            using var contents = TicketContents.Encode(question.Session, question.ResumptionSecret, nonce);
            if (contents.Span.Length > MaxContents || ticketKeys!.Seal(contents.Span, question.Binding, now) is not { } ticket) break;
            tickets.Add(new SealedTicket(ticket, nonce, BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))), lifetime));
        }

        return tickets;
    }

    private OfferedPsk? Open(ReadOnlyMemory<byte> ticket, ReadOnlySpan<byte> binding, DateTimeOffset now)
    {
        using var contents = ticketKeys!.Open(ticket.Span, binding, now);
        return contents is null ? null : TicketContents.Decode(contents.Span, ticket, known);
    }

    /// <summary>By today's policy, anchors and rules; and no longer than a session lasts.</summary>
    private bool IsLetIn(TlsSession session, PeerEvidence evidence, DateTimeOffset now)
    {
        if (now < session.AuthenticatedAt || now >= session.Ends) return false;
        if (session.PeerSignatureScheme is { } scheme && !policy.SignatureSchemes.Contains(scheme)) return false;
        return authenticator.Decide(evidence with { Proof = Proof(session, evidence.Role, now), AuthenticatedAt = session.AuthenticatedAt }, now).IsAllowed;
    }

    private PeerProof Proof(TlsSession session, TlsRole role, DateTimeOffset now) => session.Shown(policy.CertificateSignatureSchemes) switch
    {
        PresentedChain chain => new CertificateProof(chain.Certificates.Chain, authenticator.Verify(chain.Certificates, role, serverName, now)),
        PresentedRawKey key => new RawKeyProof(key.RawKey),
        _ => new NoProof(),
    };
}
