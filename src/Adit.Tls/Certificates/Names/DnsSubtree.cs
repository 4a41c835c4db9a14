using System.Formats.Asn1;

namespace Adit.Tls.Certificates.Names;

/// <summary>A DNS name and all below it. The empty name is the root of everything. References: RFC 5280 4.2.1.10.</summary>
internal sealed class DnsSubtree : GeneralSubtree
{
    private readonly string root;

    /// <exception cref="AsnContentException">The name is none: with a leading dot, which only URIs have, or with a wildcard.</exception>
    public DnsSubtree(string root) => this.root = root.Length == 0 || HostName.HasPlaceInTree(root)
        ? root
        : throw new AsnContentException("A dNSName of a subtree is no DNS name (it has no leading dot and no wildcard).");

    public override GeneralNameForm Form => GeneralNameForm.DnsName;

    public override bool Covers(ConstrainedName name) => name.Host is { } host && HostName.IsAtOrBelow(host, root);

    /// <summary>A wildcard stands for every name one label below its parent (RFC 9525 6.3): one of them may be excluded (CVE-2025-61727).</summary>
    public override bool Touches(ConstrainedName name) =>
        name.Host is not { } host || HostName.IsAtOrBelow(host, root) || (name.IsWildcard && IsOneLabelBelow(root, host));

    private static bool IsOneLabelBelow(string name, string parent) =>
        HostName.IsBelow(name, parent) && !name.AsSpan(0, name.Length - parent.Length - 1).Contains('.');
}
