using System.Formats.Asn1;

namespace Adit.Tls.Certificates.Names;

/// <summary>
/// A part of the space of names of one form. Immutable.
/// References: RFC 5280 4.2.1.10.
/// </summary>
internal abstract class GeneralSubtree
{
    /// <summary>The form of the names that it is about.</summary>
    public abstract GeneralNameForm Form { get; }

    /// <summary>Whether all that a name of this form stands for lies within. A name that is malformed lies within nothing.</summary>
    public abstract bool Covers(ConstrainedName name);

    /// <summary>Whether something that a name of this form stands for may lie within: a wildcard stands for many, and of a malformed name nobody knows.</summary>
    public abstract bool Touches(ConstrainedName name);

    /// <summary>Reads one GeneralSubtree. RFC 5280 wants minimum to be 0 and maximum to be absent, so that no form has any use for them.</summary>
    public static GeneralSubtree Read(AsnReader subtrees)
    {
        var subtree = subtrees.ReadSequence();
        var tag = subtree.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific || tag.TagValue is < 0 or > 8)
            throw new AsnContentException("The base of a subtree has a tag that RFC 5280 does not know.");

        GeneralSubtree read = (GeneralNameForm)tag.TagValue switch
        {
            GeneralNameForm.DnsName => new DnsSubtree(ReadText(subtree, tag)),
            GeneralNameForm.Rfc822Name => new EmailSubtree(ReadText(subtree, tag)),
            GeneralNameForm.UniformResourceIdentifier => new UriSubtree(ReadText(subtree, tag)),
            GeneralNameForm.IpAddress => new AddressSubtree(subtree.ReadOctetString(tag)),
            GeneralNameForm.DirectoryName => new DirectorySubtree(DistinguishedName.Read(subtree.ReadSequence(tag))),
            var form => Skip(subtree, form),
        };
        return subtree.HasData ? throw new AsnContentException("A subtree has a minimum or a maximum, which RFC 5280 does not use.") : read;
    }

    private static string ReadText(AsnReader subtree, Asn1Tag tag) => subtree.ReadCharacterString(UniversalTagNumber.IA5String, tag);

    private static UncomparedSubtree Skip(AsnReader subtree, GeneralNameForm form)
    {
        subtree.ReadEncodedValue();
        return new UncomparedSubtree(form);
    }
}

/// <summary>A subtree of a form that nothing here compares: a name of that form is permitted by none of them and excluded by each. References: RFC 5280 4.2.1.10.</summary>
internal sealed class UncomparedSubtree(GeneralNameForm form) : GeneralSubtree
{
    public override GeneralNameForm Form => form;

    public override bool Covers(ConstrainedName name) => false;

    public override bool Touches(ConstrainedName name) => true;
}
