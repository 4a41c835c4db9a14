using System.Formats.Asn1;

namespace Adit.Tls.Certificates.Names;

/// <summary>URIs by their host: one host, or with a leading dot all hosts below a domain. References: RFC 5280 4.2.1.10.</summary>
internal sealed class UriSubtree : GeneralSubtree
{
    private readonly string host;

    /// <exception cref="AsnContentException">It is neither: a whole URI, say.</exception>
    public UriSubtree(string host) => this.host = host.Length == 0 || HostName.HasPlaceInTree(host.StartsWith('.') ? host[1..] : host)
        ? host
        : throw new AsnContentException("A uniformResourceIdentifier of a subtree is neither a host nor a domain with a leading dot.");

    public override GeneralNameForm Form => GeneralNameForm.UniformResourceIdentifier;

    public override bool Covers(ConstrainedName name) => name.Host is { } of && IsWithin(of);

    public override bool Touches(ConstrainedName name) => name.Host is not { } of || IsWithin(of);

    private bool IsWithin(string of) =>
        host.Length == 0 || (host.StartsWith('.') ? HostName.IsBelowDomain(of, host) : of.Equals(host, StringComparison.OrdinalIgnoreCase));
}
