using Adit.Tls.Certificates.Revocation;

namespace Adit.Tls.Certificates;

/// <summary>What a <see cref="CertificateValidator"/> trusts and asks for. Immutable.</summary>
public sealed record CertificateValidatorOptions
{
    /// <summary>Where chains may end.</summary>
    public required TrustAnchors Anchors { get; init; }

    /// <summary>The revocation lists; where there are any, each certificate under the anchor must be covered by one. Null looks at none.</summary>
    public RevocationLists? RevocationLists { get; init; }

    /// <summary>How many CAs may stand between the leaf and the anchor, 0 to 7; one that renewed its own key counts once. RFC 5280 6.1.4.</summary>
    public int MaxIntermediates { get; init; } = CertificateValidator.MaxIntermediates;
}
