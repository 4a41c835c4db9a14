using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Authority;

/// <summary>A private CA: its certificate and the key that signs. Thread-safe; the key is not owned.</summary>
public sealed class CertificateAuthority
{
    /// <summary>A CA that exists.</summary>
    /// <exception cref="ArgumentException">The certificate is not a CA's, or the key is not its key.</exception>
    public CertificateAuthority(ParsedCertificate certificate, PrivateKey key) => throw new NotSupportedException();

    /// <summary>The CA's own certificate.</summary>
    public ParsedCertificate Certificate => throw new NotSupportedException();

    /// <summary>Makes a new self-signed CA certificate: pathLen 0, keyCertSign and cRLSign, valid 10 years unless told otherwise, start backdated 5 minutes.</summary>
    public static ValueTask<CertificateAuthority> CreateAsync(string commonName, PrivateKey key, DateTimeOffset now, TimeSpan? validity = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Issues a leaf.</summary>
    public ValueTask<ParsedCertificate> IssueAsync(LeafRequest request, DateTimeOffset now, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
