using System.Formats.Asn1;

namespace Adit.Tls.Certificates.Names;

/// <summary>
/// The space of names that a CA may issue for: of each form within what is permitted, if anything is, and outside of what is excluded.
/// Immutable. References: RFC 5280 4.2.1.10, 6.1.3 (b) and (c). Sizes: 1..1,000 subtrees.
/// </summary>
internal sealed class NameConstraints
{
    private const int MaxSubtrees = 1000;

    private static readonly Asn1Tag PermittedTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag ExcludedTag = new(TagClass.ContextSpecific, 1, isConstructed: true);

    private readonly ILookup<GeneralNameForm, GeneralSubtree> permitted;
    private readonly ILookup<GeneralNameForm, GeneralSubtree> excluded;

    private NameConstraints(List<GeneralSubtree> permitted, List<GeneralSubtree> excluded)
    {
        this.permitted = permitted.ToLookup(s => s.Form);
        this.excluded = excluded.ToLookup(s => s.Form);
    }

    public static NameConstraints Read(AsnReader reader)
    {
        var sequence = reader.ReadSequence();
        var permitted = ReadSubtrees(sequence, PermittedTag);
        var excluded = ReadSubtrees(sequence, ExcludedTag);
        sequence.ThrowIfNotEmpty();
        if (permitted.Count + excluded.Count == 0)
            throw new AsnContentException("Nothing is permitted and nothing excluded.");

        return new NameConstraints(permitted, excluded);
    }

    /// <summary>Whether a name may stand in what this CA issues, directly or not.</summary>
    /// <param name="name">The name.</param>
    /// <param name="work">Each subtree that it is compared with costs the weight of the name; when it is used up, nothing is allowed.</param>
    public bool Allow(ConstrainedName name, ValidationWork work)
    {
        foreach (var subtree in excluded[name.Form])
        {
            if (!work.TryCompareName(name.Weight) || subtree.Touches(name))
                return false;
        }

        var isPermitted = !permitted.Contains(name.Form);
        foreach (var subtree in permitted[name.Form])
        {
            if (!work.TryCompareName(name.Weight))
                return false;
            if (subtree.Covers(name))
                return true;
        }

        return isPermitted;
    }

    private static List<GeneralSubtree> ReadSubtrees(AsnReader sequence, Asn1Tag tag)
    {
        List<GeneralSubtree> read = [];
        if (!sequence.HasData || sequence.PeekTag() != tag)
            return read;

        var subtrees = sequence.ReadSequence(tag);
        do
        {
            if (read.Count == MaxSubtrees)
                throw new AsnContentException($"There are more than {MaxSubtrees} subtrees.");
            read.Add(GeneralSubtree.Read(subtrees));
        }
        while (subtrees.HasData);

        return read;
    }
}
