using System.Net.Sockets;

namespace Adit.Tls;

/// <summary>The client end of TLS 1.3, for any number of connections at once. Immutable and thread-safe.</summary>
public sealed class TlsClient
{
    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option contradicts another; the message says which and what to do.</exception>
    public TlsClient(TlsClientOptions options) => Options = options;

    /// <summary>The options as checked.</summary>
    public TlsClientOptions Options { get; }

    /// <summary>Performs a handshake over <paramref name="transport"/>, which the stream then owns (on failure it is disposed).</summary>
    /// <param name="transport">Where the bytes come from and go.</param>
    /// <param name="from">The peer's address, for evidence and messages.</param>
    /// <param name="cancellationToken">Ends the handshake; give it a time limit.</param>
    /// <exception cref="TlsException">The handshake failed or the peer was refused; the alert was sent and <see cref="TlsException.Evidence"/> tells what was known.</exception>
    public ValueTask<TlsStream> ConnectAsync(Stream transport, string? from = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc cref="ConnectAsync(Stream, string?, CancellationToken)"/>
    public ValueTask<TlsStream> ConnectAsync(Socket transport, string? from = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
