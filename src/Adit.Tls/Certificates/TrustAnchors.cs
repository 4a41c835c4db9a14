using System.Security.Cryptography;

namespace Adit.Tls.Certificates;

/// <summary>The certificates that chains may end at. Immutable and thread-safe. References: RFC 5280 6.1.1 (d).</summary>
public sealed class TrustAnchors
{
    private readonly ILookup<string, ParsedCertificate> bySubject;

    /// <summary>Freezes a set of anchors; one that is given twice counts once.</summary>
    /// <exception cref="ArgumentException">The set is empty, or one is not a CA certificate; the message says which and why.</exception>
    public TrustAnchors(IReadOnlyList<ParsedCertificate> anchors)
    {
        if (anchors.Count == 0)
            throw new ArgumentException("There is no trusted CA: give one certificate at least.");

        foreach (var anchor in anchors)
        {
            if (CertificateProfile.WhyNotAuthority(anchor) is { } why)
                throw new ArgumentException($"The certificate of {anchor.Title} cannot be a trusted CA: it {why}. Trust the CA that issued it, or pin its key ({anchor.Pin}).");
        }

        Certificates = [.. anchors.DistinctBy(a => Key(a.Der))];
        bySubject = Certificates.ToLookup(a => Key(a.SubjectName.Der));
        Digest = SHA256.HashData([.. Certificates.Select(a => SHA256.HashData(a.Der.Span)).OrderBy(Convert.ToHexString, StringComparer.Ordinal).SelectMany(digest => digest)]);
        SubjectNames = [.. Certificates.DistinctBy(a => Key(a.SubjectName.Der)).Select(a => a.SubjectName.Der)];
    }

    /// <summary>The anchors.</summary>
    public IReadOnlyList<ParsedCertificate> Certificates { get; }

    /// <summary>SHA-256 over all of them, whatever their order: the same for the same set, and for no other.</summary>
    public ReadOnlyMemory<byte> Digest { get; }

    /// <summary>Their subjects as DER, each once, for certificate_authorities. References: RFC 9846 4.3.4.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> SubjectNames { get; }

    internal IEnumerable<ParsedCertificate> Named(DistinguishedName subject) => bySubject[Key(subject.Der)];

    private static string Key(ReadOnlyMemory<byte> der) => Convert.ToBase64String(der.Span);
}
