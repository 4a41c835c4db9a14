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
internal sealed class RunnerHandshake(ConnectionFlags flags, Credentials credentials)
{
    private const string From = "runner";

    private readonly PeerAuthenticator judge = new JudgeOfTheRunner(flags);
    private readonly TlsPolicy policy = RunnerPolicy.Of(flags, credentials.Identities);

    /// <summary>The identity we signed with; null when no signature was asked for.</summary>
    public TlsIdentity? SignedWith { get; private set; }

    public async Task<TlsStream> RunAsync(Socket socket, CancellationToken cancellationToken)
    {
        var (handshake, answers) = flags.IsServer ? Server() : Client();
        return await HandshakeDriver.RunAsync(handshake, new SocketTransport(socket), AnswerAsync, TimeProvider.System, cancellationToken);

        async ValueTask AnswerAsync(Question question, CancellationToken cancel)
        {
            if (flags.Has("-async")) await Task.Yield();
            if (question is ChooseIdentity choose && flags.Has("-fail-early-callback"))
            {
                choose.Answer = IdentityChoice.None;
                return;
            }

            if (question is ChooseIdentity && (flags.Has("-fail-cert-callback") || flags.Has("-fail-ddos-callback"))) throw new InvalidOperationException("the test says so");
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
            Policy = policy,
            ApplicationProtocols = SelectableProtocols(),
        };
        return (TlsHandshake.Server(options, From, Entropy.System), new Answers(options));
    }

    private (TlsHandshake Handshake, Answers Answers) Client()
    {
        var options = new TlsClientOptions
        {
            ServerName = flags.Text("-host-name"),
            Identity = credentials.Identities switch
            {
                [] => null,
                [var identity] => identity,
                _ => throw new UnimplementedException("several identities of a client"),
            },
            PreSharedKeys = credentials.PreSharedKeys,
            Authenticator = judge,
            Policy = policy,
            ApplicationProtocols = flags.Protocols("-advertise-alpn"),
        };
        // What a client can show is what its identity is.
        var available = flags.CodePoints("-available-client-cert-types");
        if (available.Any() && !available.SequenceEqual([(ushort)(options.Identity?.CertificateType ?? CertificateType.X509)])) throw new UnimplementedException("other certificate types than the identity's");
        return (TlsHandshake.Client(options, From, Entropy.System), new Answers(options));
    }

    private IReadOnlyList<string> SelectableProtocols()
    {
        if (flags.Has("-decline-alpn")) return [];
        if (flags.Has("-reject-alpn")) return ["none of the client's"];
        return flags.Text("-select-alpn") is { Length: > 0 } selected ? [selected] : [];
    }
}
