using System.Formats.Asn1;

namespace Adit.Tls.Certificates.Names;

/// <summary>A DNS name and all below it. The empty name is the root of everything. References: RFC 5280 4.2.1.10.</summary>
internal sealed class DnsSubtree : GeneralSubtree
{
    private const string Wildcard = "*.";

    private readonly string root;

    /// <exception cref="AsnContentException">The name is none: with a leading dot, which only URIs have, or with a wildcard.</exception>
    public DnsSubtree(string root) => this.root = root.Length == 0 || HostName.HasPlaceInTree(root)
        ? root
        : throw new AsnContentException("A dNSName of a subtree is no DNS name (it has no leading dot and no wildcard).");

    public override GeneralNameForm Form => GeneralNameForm.DnsName;

    public override bool Covers(ConstrainedName name) => IsWildcard(name.Text, out var parent)
        ? HostName.IsAtOrBelow(parent, root)
        : HostName.HasPlaceInTree(name.Text) && HostName.IsAtOrBelow(name.Text, root);

    /// <summary>A wildcard stands for every name one label below its parent (RFC 9525 6.3): one of them may be excluded (CVE-2025-61727).</summary>
    public override bool Touches(ConstrainedName name) => IsWildcard(name.Text, out var parent)
        ? HostName.IsAtOrBelow(parent, root) || IsOneLabelBelow(root, parent)
        : !HostName.HasPlaceInTree(name.Text) || HostName.IsAtOrBelow(name.Text, root);

    private static bool IsWildcard(string name, out string parent)
    {
        parent = name.StartsWith(Wildcard, StringComparison.Ordinal) ? name[Wildcard.Length..] : "";
        return HostName.HasPlaceInTree(parent);
    }

    private static bool IsOneLabelBelow(string name, string parent) =>
        HostName.IsBelow(name, parent) && !name.AsSpan(0, name.Length - parent.Length - 1).Contains('.');
}
