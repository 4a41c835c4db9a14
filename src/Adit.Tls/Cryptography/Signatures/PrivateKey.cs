namespace Adit.Tls.Cryptography.Signatures;

/// <summary>
/// A key that signs: in memory, in a token or behind a service. Implementations are thread-safe: handshakes sign at once.
/// References: RFC 9846 4.5.2.
/// </summary>
public abstract class PrivateKey : IDisposable
{
    /// <summary>The public half as DER SubjectPublicKeyInfo (RFC 5280 4.1.2.7).</summary>
    public abstract ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>The schemes this key can make a TLS 1.3 CertificateVerify with, best first.</summary>
    public abstract IReadOnlyList<SignatureScheme> SignatureSchemes { get; }

    /// <summary>
    /// Signs <paramref name="content"/>, in the encoding that TLS and X.509 both carry (ECDSA: DER). It does not block: other handshakes wait for the thread.
    /// </summary>
    /// <exception cref="ArgumentException">The key cannot sign with <paramref name="scheme"/>.</exception>
    public abstract ValueTask<byte[]> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Forgets the key. Later use throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected abstract void Dispose(bool disposing);
}
