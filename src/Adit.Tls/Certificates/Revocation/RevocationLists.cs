namespace Adit.Tls.Certificates.Revocation;

/// <summary>
/// The lists of all CAs that are looked at. Where there are any, each certificate under the anchor must be covered by one: what nobody speaks of is not taken for good.
/// Of several that cover a certificate the latest counts. Immutable and thread-safe. References: RFC 5280 6.3.3.
/// </summary>
public sealed class RevocationLists
{
    private readonly ILookup<string, RevocationList> byIssuer;

    /// <summary>Freezes a set of lists.</summary>
    /// <exception cref="ArgumentException">The set is empty.</exception>
    public RevocationLists(IReadOnlyList<RevocationList> lists)
    {
        if (lists.Count == 0)
            throw new ArgumentException("There is no revocation list: give one at least.");

        Lists = [.. lists];
        byIssuer = Lists.ToLookup(list => Key(list.IssuerName));
    }

    /// <summary>The lists.</summary>
    public IReadOnlyList<RevocationList> Lists { get; }

    /// <summary>What the lists say of a certificate.</summary>
    internal RevocationStatus StatusOf(PathMember member, PathMember issuer, ChainQuestion question, ValidationWork work)
    {
        var ofIssuer = byIssuer[Key(member.Certificate.IssuerName)].OrderByDescending(list => list.ThisUpdate);
        string? fault = null;
        foreach (var list in ofIssuer)
        {
            if (list.WhyNotSignedBy(issuer.Certificate, question.SignatureSchemes, work) is { } unsigned)
                fault ??= $"The revocation list of {issuer} {unsigned}";
            else if (list.Scope.Covers(member.Certificate))
                return StatusBy(list, member, issuer, question.Now);
        }

        return RevocationStatus.Unknown(fault ?? $"No revocation list of {issuer} covers {member}, and revocation is looked at here: add that list.");
    }

    private static RevocationStatus StatusBy(RevocationList list, PathMember member, PathMember issuer, DateTimeOffset now)
    {
        if (list.Find(member.Certificate) is { } revoked)
            return RevocationStatus.Revoked($"The certificate of {member} was revoked {revoked} by {issuer}: have a new one issued for a new key.");

        return list.Freshness.WhyNot(now, "fetch a new one.") is { } stale
            ? RevocationStatus.Unknown($"The revocation list of {issuer} {stale}")
            : RevocationStatus.Good(list.NextUpdate);
    }

    private static string Key(DistinguishedName name) => Convert.ToBase64String(name.Der.Span);
}
