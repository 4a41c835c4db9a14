namespace Adit.Tls.Certificates.Names;

/// <summary>A distinguished name and all that begin with it. References: RFC 5280 4.2.1.10, 7.1.</summary>
internal sealed class DirectorySubtree(DistinguishedName root) : GeneralSubtree
{
    public override GeneralNameForm Form => GeneralNameForm.DirectoryName;

    public override bool Covers(ConstrainedName name) => name.Directory!.BeginsWith(root);

    public override bool Touches(ConstrainedName name) => name.Directory!.MayBeginWith(root);
}
