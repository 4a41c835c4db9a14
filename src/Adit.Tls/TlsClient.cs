using System.Net.Sockets;
using Adit.Tls.Cryptography;
using Adit.Tls.Handshake;
using Adit.Tls.Transport;

namespace Adit.Tls;

/// <summary>The client end of TLS 1.3, for any number of connections at once. Immutable and thread-safe.</summary>
public sealed class TlsClient
{
    private readonly Answers answers;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option contradicts another; the message says which and what to do.</exception>
    /// <exception cref="PlatformNotSupportedException">libsodium cannot be loaded; the message says what to do.</exception>
    public TlsClient(TlsClientOptions options)
    {
        EndpointRules.Check(options.Identities, options.Authenticator, options.Policy, options.ApplicationProtocols);
        EndpointRules.CheckPreSharedKeys(options.PreSharedKeys, options.Policy);
        if (options.PreSharedKeys.Count > 0 && options.Identities.Count > 0)
            throw new ArgumentException("A client proves itself by a pre-shared key or by a certificate, not by both (RFC 9846 4.4.2): leave one out.", nameof(options));
        EndpointRules.CheckKeyLimits(options.KeyLimits);
        if (options.ServerName is { } name) EndpointRules.CheckServerName(name);
        Options = options;
        answers = new Answers(options);
    }

    /// <summary>The options as checked.</summary>
    public TlsClientOptions Options { get; }

    /// <summary>Performs a handshake over <paramref name="transport"/>, which the stream then owns (on failure it is disposed).</summary>
    /// <param name="transport">Where the bytes come from and go.</param>
    /// <param name="from">The peer's address, for evidence and messages.</param>
    /// <param name="cancellationToken">Ends the handshake; give it a time limit.</param>
    /// <exception cref="TlsException">The handshake failed or the peer was refused; the alert was sent and <see cref="TlsException.Evidence"/> tells what was known.</exception>
    /// <exception cref="HandshakeCanceledException">The token was cancelled.</exception>
    public ValueTask<TlsStream> ConnectAsync(Stream transport, string? from = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(new StreamTransport(transport), from, Entropy.System, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(Stream, string?, CancellationToken)"/>
    public ValueTask<TlsStream> ConnectAsync(Socket transport, string? from = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(new SocketTransport(transport), from, Entropy.System, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(Stream, string?, CancellationToken)"/>
    internal ValueTask<TlsStream> ConnectAsync(ByteTransport transport, string? from, Entropy entropy, CancellationToken cancellationToken) =>
        HandshakeDriver.RunAsync(TlsHandshake.Client(Options, from, entropy), transport, answers.AnswerAsync, Options.TimeProvider, cancellationToken);
}
