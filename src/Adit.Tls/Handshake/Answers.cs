using Adit.Tls.Evidence;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;

namespace Adit.Tls.Handshake;

/// <summary>Answers the questions of a handshake from an endpoint's options. Immutable and thread-safe.</summary>
internal sealed class Answers
{
    private readonly TlsRole role;
    private readonly IReadOnlyList<TlsIdentity> identities;
    private readonly PskTable preSharedKeys;
    private readonly PeerAuthenticator authenticator;
    private readonly SessionAnswers sessions;
    private readonly TlsPolicy policy;
    private readonly string? serverName;
    private readonly TimeProvider timeProvider;

    /// <exception cref="ArgumentException">The pre-shared keys contradict each other.</exception>
    public Answers(TlsServerOptions options)
    {
        role = TlsRole.Server;
        identities = options.Identities;
        preSharedKeys = new PskTable(options.PreSharedKeys);
        authenticator = options.Authenticator;
        policy = options.Policy;
        sessions = new SessionAnswers(options.TicketKeys, null, options.Authenticator, options.Policy, options.KnownCertificates, null);
        timeProvider = options.TimeProvider;
    }

    /// <exception cref="ArgumentException">The pre-shared keys contradict each other.</exception>
    public Answers(TlsClientOptions options)
    {
        role = TlsRole.Client;
        identities = options.Identities;
        preSharedKeys = new PskTable(options.PreSharedKeys);
        authenticator = options.Authenticator;
        policy = options.Policy;
        sessions = new SessionAnswers(null, options.Sessions, options.Authenticator, options.Policy, options.KnownCertificates, options.ServerName);
        serverName = options.ServerName;
        timeProvider = options.TimeProvider;
    }

    public async ValueTask AnswerAsync(Question question, CancellationToken cancellationToken)
    {
        switch (question)
        {
            case ChooseIdentity choose:
                choose.Answer = IdentityChoice.Of(identities, choose.Wishes, policy.SignatureSchemes);
                break;
            case FindPsk find:
                find.Answer = Find(find);
                break;
            case Sign sign:
                sign.Answer = await sign.Identity.Key.SignAsync(sign.Scheme, sign.Content, cancellationToken).ConfigureAwait(false);
                break;
            case VerifyPeer verify:
                verify.Answer = authenticator.Verify(verify.Presented, role, serverName, timeProvider.GetUtcNow());
                break;
            case Decide decide:
                decide.At = timeProvider.GetUtcNow();
                decide.Answer = authenticator.Decide(decide.Evidence, decide.At);
                break;
            case FindSession find:
                find.At = timeProvider.GetUtcNow();
                find.Answer = sessions.Find(find, find.At);
                break;
            case TellTime time:
                time.Answer = timeProvider.GetUtcNow();
                break;
            case OpenTicket open:
                open.Answer = sessions.Open(open, timeProvider.GetUtcNow());
                break;
            case SealTickets seal:
                seal.Answer = sessions.Seal(seal, timeProvider.GetUtcNow());
                break;
            default:
                throw new InvalidOperationException($"Nobody answers {question.GetType().Name}.");
        }
    }

    private PskChoice Find(FindPsk question)
    {
        if (preSharedKeys.Find(question.Identities, question.UsableHashes) is { } found) return PskChoice.Known(found.Index, found.Psk);
        return identities.Count > 0 ? PskChoice.None : PskChoice.Unknown(PskTable.NewDecoy(question.FirstBinderLength));
    }
}
