using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Certificates;

/// <summary>The keys of intermediates that paths went through, so that a chain of a new leaf need not have them imported again. Thread-safe. Sizes: at most 256 keys.</summary>
internal sealed class IssuerKeys
{
    private const int Generation = 128;

    private readonly BoundedCache<string, PublicKey> keys = new(Generation);

    /// <summary>The key of a certificate.</summary>
    /// <exception cref="TlsException">As <see cref="ParsedCertificate.PublicKey"/> has it.</exception>
    public PublicKey Of(ParsedCertificate issuer) => keys.TryGet(issuer.Pin, out var key) ? key : issuer.PublicKey;

    /// <summary>Remembers the key of a certificate on a path that holds.</summary>
    public void Add(ParsedCertificate issuer) => keys.Set(issuer.Pin, Of(issuer));
}
