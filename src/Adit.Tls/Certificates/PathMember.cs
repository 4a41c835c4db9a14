namespace Adit.Tls.Certificates;

/// <summary>A certificate in its place in a path.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Index">0 is the leaf, and the anchor has the highest.</param>
/// <param name="IsAnchor">True for the trusted CA the path ends at.</param>
internal sealed record PathMember(ParsedCertificate Certificate, int Index, bool IsAnchor)
{
    /// <summary>How a sentence names it: <c>"CN=web" (leaf)</c>.</summary>
    public override string ToString() => $"{Certificate.Title} ({(IsAnchor ? "trusted CA" : Index == 0 ? "leaf" : $"intermediate {Index}")})";
}
