using System.Collections.Concurrent;
using Adit.Tls.Certificates;
using Adit.Tls.Compression;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;

namespace Adit.Tls;

/// <summary>What we prove ourselves with: a chain, leaf first, and the key of its leaf; or a key alone. Immutable; the key is not owned.</summary>
public sealed class TlsIdentity
{
    private readonly ConcurrentDictionary<(bool IsStapled, CertificateCompressor? Compressor), byte[]> certificateMessages = [];
    private readonly string? name;

    /// <summary>Binds a chain to its key.</summary>
    /// <exception cref="ArgumentException">The chain is empty, or the key is not the leaf's.</exception>
    public TlsIdentity(IReadOnlyList<ParsedCertificate> chain, PrivateKey key)
    {
        if (chain.Count == 0) throw new ArgumentException("The chain is empty: give at least the leaf certificate.", nameof(chain));
        if (!chain[0].SubjectPublicKeyInfo.Span.SequenceEqual(key.SubjectPublicKeyInfo.Span))
            throw new ArgumentException("The private key is not the one of the leaf certificate.", nameof(key));
        Chain = OwnChain.InOrder(chain);
        Key = key;
    }

    /// <summary>A raw public key (RFC 7250): shown only to a peer that takes raw keys.</summary>
    /// <exception cref="TlsException">The key's algorithm is not spoken here.</exception>
    public TlsIdentity(PrivateKey key)
    {
        Chain = [];
        Key = key;
        RawKey = RawPublicKey.Parse(key.SubjectPublicKeyInfo);
    }

    /// <summary>What sessions know it by: one that keeps its name when its certificate is renewed keeps the sessions of its peers. By default the subject, or the pin of a raw key.</summary>
    public string Name
    {
        get => name ?? Title;
        init => name = value;
    }

    /// <summary>What our Certificate message carries.</summary>
    public CertificateType CertificateType => RawKey is null ? CertificateType.X509 : CertificateType.RawPublicKey;

    /// <summary>The certificates, leaf first, each followed by its issuer where that was given; the anchor may be left out. Empty for a raw key.</summary>
    public IReadOnlyList<ParsedCertificate> Chain { get; }

    /// <summary>The key of the leaf, or the private half of the raw key.</summary>
    public PrivateKey Key { get; }

    /// <summary>The certificate that names us; null for a raw key.</summary>
    public ParsedCertificate? Leaf => Chain.Count > 0 ? Chain[0] : null;

    /// <summary>The key we show by itself; null where we show a chain.</summary>
    public RawPublicKey? RawKey { get; }

    /// <summary>
    /// Server: an OCSPResponse about the leaf, as DER, stapled to it for a client that asks; null staples none. Whoever makes the identity keeps it fresh.
    /// References: RFC 6960, RFC 9846 4.5.1.1. Sizes: 1 to 65527 bytes.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or too long, or there is no certificate that it could be about.</exception>
    public ReadOnlyMemory<byte>? OcspResponse
    {
        get;
        init
        {
            if (value is not null && RawKey is not null) throw new ArgumentException("An OCSP response is about a certificate, and a raw public key has none: leave it out.");
            if (value is { Length: 0 or > StatusRequestExtension.MaxResponseLength } response)
                throw new ArgumentException($"The OCSP response has {response.Length} bytes; 1 to {StatusRequestExtension.MaxResponseLength} can be stapled.");
            field = value;
        }
    }

    /// <summary>How a sentence names it.</summary>
    internal string Title => Leaf?.Title ?? $"the raw public key {RawKey!.Pin}";

    /// <summary>Our Certificate message, made once for each way of asking, or the CompressedCertificate with it where that is shorter. RFC 9846 4.5.1, RFC 8879 4.</summary>
    /// <param name="staples">Whether the peer asked for <see cref="OcspResponse"/>.</param>
    /// <param name="compressors">Ours, best first.</param>
    /// <param name="understood">What the peer can decompress.</param>
    internal byte[] CertificateMessage(bool staples, IReadOnlyList<CertificateCompressor> compressors, IReadOnlyList<CertificateCompressionAlgorithm> understood)
    {
        // The key of a raw public key does not compress.
        var compressor = RawKey is null ? compressors.FirstOrDefault(c => understood.Contains(c.Algorithm)) : null;
        return certificateMessages.GetOrAdd((staples && OcspResponse is not null, compressor), wanted =>
        {
            var plain = Certificate.Encode(CertificateEntries, wanted.IsStapled ? OcspResponse : null);
            return wanted.Compressor is null ? plain : CompressedCertificate.TryEncode(plain, wanted.Compressor) ?? plain;
        });
    }

    /// <summary>The entries of our Certificate message. RFC 9846 4.5.1.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> CertificateEntries =>
        RawKey is { } raw ? [raw.SubjectPublicKeyInfo] : [.. Chain.Select(certificate => certificate.Der)];
}
