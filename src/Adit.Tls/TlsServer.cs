using System.Net.Sockets;
using Adit.Tls.Cryptography;
using Adit.Tls.Handshake;
using Adit.Tls.Transport;

namespace Adit.Tls;

/// <summary>The server end of TLS 1.3, for any number of connections at once. Immutable and thread-safe.</summary>
public sealed class TlsServer
{
    private readonly Answers answers;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option contradicts another; the message says which and what to do.</exception>
    /// <exception cref="PlatformNotSupportedException">libsodium cannot be loaded; the message says what to do.</exception>
    public TlsServer(TlsServerOptions options)
    {
        if (options.Identities.Count == 0 && options.PreSharedKeys.Count == 0)
            throw new ArgumentException("A server needs an identity: give a certificate chain and its key, a key alone, or a pre-shared key.", nameof(options));
        EndpointRules.Check(options.Identities, options.Authenticator, options.Policy, options.ApplicationProtocols);
        EndpointRules.CheckPreSharedKeys(options.PreSharedKeys, options.Policy);
        EndpointRules.CheckKeyLimits(options.KeyLimits);
        if (options.TicketCount is < 1 or > 8) throw new ArgumentException($"{options.TicketCount} tickets would be issued; give 1 to 8, or no ticket keys.", nameof(options));
        Options = options;
        answers = new Answers(options);
    }

    /// <summary>The options as checked.</summary>
    public TlsServerOptions Options { get; }

    /// <summary>Performs a handshake over <paramref name="transport"/>, which the stream then owns (on failure it is disposed).</summary>
    /// <param name="transport">Where the bytes come from and go.</param>
    /// <param name="from">The peer's address, for evidence and messages.</param>
    /// <param name="cancellationToken">Ends the handshake; give it a time limit.</param>
    /// <exception cref="TlsException">The handshake failed or the peer was refused; the alert was sent and <see cref="TlsException.Evidence"/> tells what was known.</exception>
    /// <exception cref="HandshakeCanceledException">The token was cancelled.</exception>
    public ValueTask<TlsStream> AcceptAsync(Stream transport, string? from = null, CancellationToken cancellationToken = default) =>
        AcceptAsync(new StreamTransport(transport), from, Entropy.System, cancellationToken);

    /// <inheritdoc cref="AcceptAsync(Stream, string?, CancellationToken)"/>
    public ValueTask<TlsStream> AcceptAsync(Socket transport, string? from = null, CancellationToken cancellationToken = default) =>
        AcceptAsync(new SocketTransport(transport), from, Entropy.System, cancellationToken);

    /// <inheritdoc cref="AcceptAsync(Stream, string?, CancellationToken)"/>
    internal ValueTask<TlsStream> AcceptAsync(ByteTransport transport, string? from, Entropy entropy, CancellationToken cancellationToken) =>
        HandshakeDriver.RunAsync(TlsHandshake.Server(Options, from, entropy), transport, answers.AnswerAsync, Options.TimeProvider, cancellationToken);
}
