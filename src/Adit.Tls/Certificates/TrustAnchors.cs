namespace Adit.Tls.Certificates;

/// <summary>The certificates that chains may end at. Immutable and thread-safe.</summary>
public sealed class TrustAnchors
{
    /// <summary>Freezes a set of anchors.</summary>
    /// <exception cref="ArgumentException">The set is empty.</exception>
    public TrustAnchors(IReadOnlyList<ParsedCertificate> anchors) => Certificates = anchors;

    /// <summary>The anchors.</summary>
    public IReadOnlyList<ParsedCertificate> Certificates { get; }
}
