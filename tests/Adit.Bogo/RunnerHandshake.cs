using System.Net.Sockets;
using Adit.Tls;
using Adit.Tls.Cryptography;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Policy;
using Adit.Tls.Transport;

namespace Adit.Bogo;

/// <summary>
/// One handshake, its questions answered here: at once, with -async later, or not at all where the test says so.
/// The engine is driven below its options' checks, because the runner also asks for what an operator may not.
/// </summary>
internal sealed class RunnerHandshake(ConnectionFlags flags, Credentials credentials, ShimSessions sessions)
{
    private const string From = "runner";

    private readonly JudgeOfTheRunner judge = new JudgeOfTheRunner(flags);
    private readonly TlsPolicy policy = RunnerPolicy.Of(flags, credentials.Identities);

    private int ticketsAsked;

    /// <summary>What the peer wished of our identity; null when it asked for none.</summary>
    public IdentityWishes? Wishes { get; private set; }

    /// <summary>The certificates of the peer; null when it showed none.</summary>
    public PeerCertificates? Shown => judge.Shown;

    /// <summary>The identity we signed with; null when no signature was asked for.</summary>
    public TlsIdentity? SignedWith { get; private set; }

    public async Task<TlsStream> RunAsync(Socket socket, CancellationToken cancellationToken)
    {
        var (handshake, answers) = flags.IsServer ? Server() : Client();
        return await HandshakeDriver.RunAsync(handshake, new SocketTransport(socket), AnswerAsync, sessions, cancellationToken);

        async ValueTask AnswerAsync(Question question, CancellationToken cancel)
        {
            if (flags.Has("-async")) await Task.Yield();
            if (question is ChooseIdentity choose && flags.Has("-fail-early-callback"))
            {
                choose.Answer = IdentityChoice.None;
                return;
            }

            if (question is ChooseIdentity { Wishes: var wishes }) Wishes = wishes;
            if (question is ChooseIdentity && Refuses()) throw new InvalidOperationException("the test says so");
            if (question is SealTickets seal && flags.Has("-skip-ticket"))
            {
                seal.Answer = [];
                return;
            }

            if (question is OpenTicket && ticketsAsked++ > 0) throw new InvalidOperationException("tickets are opened twice");
            if (question is Sign sign) SignedWith = sign.Identity;
            await answers.AnswerAsync(question, cancel);
        }
    }

    private (TlsHandshake Handshake, Answers Answers) Server()
    {
        var options = new TlsServerOptions
        {
            Identities = credentials.Identities,
            PreSharedKeys = credentials.PreSharedKeys,
            Authenticator = judge,
            CertificateCompressors = RunnerCompression.Of(flags),
            Policy = policy,
            ApplicationProtocols = SelectableProtocols(),
            TicketKeys = flags.Has("-no-ticket") ? null : sessions.Keys,
            TimeProvider = sessions,
        };
        return (TlsHandshake.Server(options, From, Entropy.System), new Answers(options));
    }

    private (TlsHandshake Handshake, Answers Answers) Client()
    {
        var options = new TlsClientOptions
        {
            ServerName = flags.Text("-host-name"),
            Identities = AvailableIdentities(),
            PreSharedKeys = credentials.PreSharedKeys,
            Authenticator = judge,
            CertificateCompressors = RunnerCompression.Of(flags),
            Policy = policy,
            ApplicationProtocols = flags.Protocols("-advertise-alpn"),
            Sessions = sessions.Cache,
            TimeProvider = sessions,
        };
        return (TlsHandshake.Client(options, From, Entropy.System), new Answers(options));
    }

    /// <summary>What a client says that it can show is what its identities are, in their order: of others there is nothing to say.</summary>
    private IReadOnlyList<TlsIdentity> AvailableIdentities()
    {
        var types = flags.CodePoints("-available-client-cert-types").Select(type => (CertificateType)type).ToArray();
        if (types.Length == 0) return credentials.Identities;
        TlsIdentity[] available = [.. types.SelectMany(type => credentials.Identities.Where(identity => identity.CertificateType == type))];
        var said = available.Length == 0 ? [CertificateType.X509] : available.Select(identity => identity.CertificateType).Distinct();
        return types.SequenceEqual(said) ? available : throw new UnimplementedException("certificate types without an identity");
    }

    /// <summary>Whether a callback of the reference fails that is asked when our identity is chosen.</summary>
    private bool Refuses() => flags.Has("-fail-cert-callback") || flags.Has("-fail-ddos-callback") || (flags.IsServer && flags.Has("-fail-ocsp-callback"));

    private IReadOnlyList<string> SelectableProtocols()
    {
        if (flags.Has("-decline-alpn")) return [];
        if (flags.Has("-reject-alpn")) return ["none of the client's"];
        return flags.Text("-select-alpn") is { Length: > 0 } selected ? [selected] : [];
    }
}
