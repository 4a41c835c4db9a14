using Adit.Tls.Evidence;
using Adit.Tls.Handshake.Questions;

namespace Adit.Tls.Handshake;

/// <summary>
/// The peer's messages are all authentic: what is its chain worth, and may it pass? Both are asked before a byte of application data,
/// and only the decision lets it in or keeps it out. A raw key has no chain: it is worth what the decision knows of it.
/// A peer whose session is resumed is judged as one that shows the same again.
/// </summary>
internal static class JudgePeer
{
    /// <param name="context">The handshake.</param>
    /// <param name="presented">What the peer showed and has proved to hold the key of, now or when the session began; null where it showed nothing.</param>
    /// <param name="allowed">How the handshake goes on once the peer may pass.</param>
    public static HandshakeState Begin(HandshakeContext context, PresentedCredential? presented, Func<Outbox, HandshakeState> allowed)
    {
        if (presented is PresentedChain chain) return new AwaitVerdict(context, chain.Certificates, allowed);
        if (presented is PresentedRawKey raw) context.Evidence = context.Evidence with { Proof = new RawKeyProof(raw.RawKey) };
        return new AwaitDecision(context, allowed);
    }

    private sealed class AwaitVerdict(HandshakeContext context, PeerCertificates presented, Func<Outbox, HandshakeState> allowed) : QuestionState
    {
        private readonly VerifyPeer question = new(presented);

        public override Question Question => question;

        public override HandshakeState Resume(Outbox outbox)
        {
            context.StapledOcspResponse = presented.StapledOcspResponse;
            context.Evidence = context.Evidence with { Proof = new CertificateProof(presented.Chain, question.Answer) };
            return new AwaitDecision(context, allowed);
        }
    }

    private sealed class AwaitDecision(HandshakeContext context, Func<Outbox, HandshakeState> allowed) : QuestionState
    {
        private readonly Decide question = new(context.Evidence);

        public override Question Question => question;

        public override HandshakeState Resume(Outbox outbox)
        {
            var decision = question.Answer;
            if (!decision.IsAllowed) throw TlsException.Fatal(RefusalBy(decision.Alert), decision.Reason);
            context.Decision = decision;
            context.DecidedAt = question.At;
            if (context.Evidence.Proof is CertificateProof proof) context.KnownCertificates.Add(proof);
            var offer = context.Evidence.Offer is { } made ? context.KnownOffers!.Shared(made) : null;
            context.Evidence = context.Evidence with { Offer = offer, AuthenticatedAt = context.Evidence.AuthenticatedAt ?? question.At };
            return allowed(outbox);
        }

        /// <summary>RFC 9846 6.1: to the peer a closure alert is an orderly end, not a refusal.</summary>
        private static AlertDescription RefusalBy(AlertDescription alert) =>
            alert is AlertDescription.close_notify or AlertDescription.user_canceled ? AlertDescription.access_denied : alert;
    }
}
