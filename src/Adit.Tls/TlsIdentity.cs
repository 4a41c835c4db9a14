using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls;

/// <summary>What we prove ourselves with: a chain, leaf first, and the key of its leaf. Immutable; the key is not owned.</summary>
public sealed class TlsIdentity
{
    /// <summary>Binds a chain to its key.</summary>
    /// <exception cref="ArgumentException">The chain is empty, or the key is not the leaf's.</exception>
    public TlsIdentity(IReadOnlyList<ParsedCertificate> chain, PrivateKey key)
    {
        if (chain.Count == 0) throw new ArgumentException("The chain is empty: give at least the leaf certificate.", nameof(chain));
        if (!chain[0].SubjectPublicKeyInfo.Span.SequenceEqual(key.SubjectPublicKeyInfo.Span))
            throw new ArgumentException("The private key is not the one of the leaf certificate.", nameof(key));
        Chain = [.. chain];
        Key = key;
    }

    /// <summary>The certificates, leaf first; the anchor may be left out.</summary>
    public IReadOnlyList<ParsedCertificate> Chain { get; }

    /// <summary>The key of the leaf.</summary>
    public PrivateKey Key { get; }

    /// <summary>The certificate that names us.</summary>
    public ParsedCertificate Leaf => Chain[0];
}
