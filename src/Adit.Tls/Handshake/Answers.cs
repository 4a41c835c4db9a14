using Adit.Tls.Evidence;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Policy;

namespace Adit.Tls.Handshake;

/// <summary>Answers the questions of a handshake from an endpoint's options. Immutable and thread-safe.</summary>
internal sealed class Answers(TlsRole role, IReadOnlyList<TlsIdentity> identities, PeerAuthenticator authenticator, TlsPolicy policy, string? serverName, TimeProvider timeProvider)
{
    public async ValueTask AnswerAsync(Question question, CancellationToken cancellationToken)
    {
        switch (question)
        {
            case ChooseIdentity choose:
                choose.Answer = IdentityChoice.First(identities, choose.Offer.SignatureSchemes, policy.SignatureSchemes);
                break;
            case Sign sign:
                sign.Answer = await sign.Identity.Key.SignAsync(sign.Scheme, sign.Content, cancellationToken).ConfigureAwait(false);
                break;
            case VerifyPeer verify:
                verify.Answer = authenticator.Verify(verify.Presented, role, serverName, timeProvider.GetUtcNow());
                break;
            case Decide decide:
                decide.Answer = authenticator.Decide(decide.Evidence, timeProvider.GetUtcNow());
                break;
            default:
                throw new InvalidOperationException($"Nobody answers {question.GetType().Name}.");
        }
    }
}
