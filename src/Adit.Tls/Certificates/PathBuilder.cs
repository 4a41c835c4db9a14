using Adit.Tls.Certificates.Names;
using Adit.Tls.Certificates.Revocation;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Certificates;

/// <summary>
/// Searches a path from a leaf through presented certificates to an anchor, and turns back wherever a rule ends one. One search, one thread.
/// Of several dead ends the one that came furthest is reported. Names are compared only where all signatures up to an anchor hold: a stranger chooses how many there are.
/// References: RFC 5280 6.1, RFC 4158 5.2 (loops). Sizes: at most 8 certificates under the anchor; see <see cref="ValidationWork"/>.
/// </summary>
internal sealed class PathBuilder(CertificateValidatorOptions options, IssuerKeys issuerKeys, ChainQuestion question, CertificateProfile profile, ValidationWork work)
{
    /// <summary>Certificates under the anchor.</summary>
    public const int MaxPathLength = 8;

    private readonly List<PathMember> path = [new(question.Presented[0], 0, IsAnchor: false)];
    private readonly RevocationCheck revocation = new(options.RevocationLists, question, work);
    private ChainVerdict? furthest;
    private int furthestProgress = -1;

    /// <summary>How far the last certificate of the path came when it failed.</summary>
    private enum Step
    {
        NoIssuer,
        NotSigned,
        IssuerRefused,
        Misnamed,
        Revoked,
    }

    /// <summary>CAs between the leaf and the end of the path; one that renewed its own key counts once (RFC 5280 6.1.4).</summary>
    private int Intermediates => path.Skip(1).Count(member => !member.Certificate.IsSelfIssued);

    public ChainVerdict Search() => Extend() ?? furthest!;

    /// <summary>A verdict that ends the search, or null when the path leads nowhere from here.</summary>
    private ChainVerdict? Extend()
    {
        var child = path[^1];
        var issuers = Issuers(child.Certificate);
        if (issuers.Count == 0)
            Note(Step.NoIssuer, WithoutIssuer(child));

        foreach (var issuer in issuers)
        {
            if (!work.TryCheckSignature())
                return TooMuchWork();
            if (WhyNotIssuedBy(child, issuer) is { } unsigned)
            {
                Note(Step.NotSigned, unsigned);
                continue;
            }

            var refused = profile.CheckIssuer(issuer, Intermediates) ?? WhyTooLong(issuer);
            if (refused is not null)
            {
                Note(Step.IssuerRefused, refused);
                continue;
            }

            if (issuer.IsAnchor)
            {
                if (Complete(issuer) is { } complete)
                    return complete;
                continue;
            }

            path.Add(issuer);
            if (Extend() is { } verdict)
                return verdict;
            path.RemoveAt(path.Count - 1);
        }

        return null;
    }

    /// <summary>The verdict on a path that reaches an anchor; null when a certificate of it has a name that it may not have, or is revoked, or may be.</summary>
    private ChainVerdict? Complete(PathMember anchor)
    {
        PathMember[] whole = [.. path, anchor];
        var misnamed = whole.Select(WhyNotNamed).FirstOrDefault(why => why is not null);
        var refused = misnamed ?? revocation.WhyNot(whole);
        if (work.Exhausted is not null)
            return TooMuchWork();
        if (refused is not null)
        {
            Note(misnamed is null ? Step.Revoked : Step.Misnamed, refused);
            return null;
        }

        foreach (var intermediate in path.Skip(1))
            issuerKeys.Add(intermediate.Certificate);

        return ChainVerdict.Trusted([.. path.Select(member => member.Certificate)], anchor.Certificate, whole.Min(member => member.Certificate.NotAfter)) with
        {
            CommonNameCounts = AllowCommonNames(whole.Skip(1)),
            RevocationKnownUntil = revocation.Until,
        };
    }

    private bool AllowCommonNames(IEnumerable<PathMember> issuers)
    {
        ConstrainedName[]? names = null;
        return issuers.All(issuer => issuer.Certificate.Extensions.NameConstraints is not { } constraints
            || (names ??= [.. path[0].Certificate.CommonNames.SelectMany(ConstrainedName.AllOfCommonName)]).All(name => constraints.Allow(name, work)));
    }

    /// <summary>RFC 5280 4.2.1.10: what a CA may name binds all below it, except intermediates that a CA issued to itself.</summary>
    private ChainVerdict? WhyNotNamed(PathMember issuer)
    {
        if (issuer.Certificate.Extensions.NameConstraints is not { } constraints)
            return null;

        foreach (var member in path.Take(issuer.Index).Where(member => member.Index == 0 || !member.Certificate.IsSelfIssued))
        {
            if (member.Certificate.ConstrainedNames.FirstOrDefault(name => !constraints.Allow(name, work)) is { } forbidden)
                return Bad(member, $"The certificate of {member} has the {forbidden.Form.Name()} {Quoted.Text(forbidden.Text)}, which the name constraints of {issuer} do not allow: issue it without that name, or from a CA that may give it.");
        }

        return null;
    }

    private ChainVerdict? WhyTooLong(PathMember issuer)
    {
        if (path.Count == MaxPathLength && !issuer.IsAnchor)
            return Bad(issuer, $"The path to a trusted CA is longer than {MaxPathLength} certificates at {issuer}: issue from a CA nearer to the trusted one.");

        return Intermediates > options.MaxIntermediates
            ? Bad(path[^1], $"There are {Intermediates} CAs between the leaf and {issuer}, more than {options.MaxIntermediates}: issue from a CA nearer to the trusted one.")
            : null;
    }

    // Key identifiers order the candidates and decide nothing (RFC 5280 4.2.1.1): they are not always right.
    private List<PathMember> Issuers(ParsedCertificate child)
    {
        var trusted = options.Anchors.Named(child.IssuerName).Select(c => new PathMember(c, path.Count, IsAnchor: true));
        var sent = question.Presented.Where(c => c.SubjectName.IsSameAs(child.IssuerName) && !IsOnPath(c)).Select(c => new PathMember(c, path.Count, IsAnchor: false));
        return [.. trusted.Concat(sent).OrderBy(issuer => KeyIdentifiersAgree(child, issuer.Certificate) switch { true => 0, null => 1, false => 2 })];
    }

    // The same name and key is the same CA, whoever signed for it: going through it twice is a loop (RFC 4158 5.2).
    private bool IsOnPath(ParsedCertificate certificate) => path.Exists(member =>
        member.Certificate.SubjectName.IsSameAs(certificate.SubjectName) && member.Certificate.SubjectPublicKeyInfo.Span.SequenceEqual(certificate.SubjectPublicKeyInfo.Span));

    private static bool? KeyIdentifiersAgree(ParsedCertificate child, ParsedCertificate issuer) =>
        child.Extensions.AuthorityKeyIdentifier is { } named && issuer.Extensions.SubjectKeyIdentifier is { } own
            ? named.Span.SequenceEqual(own.Span)
            : null;

    private ChainVerdict? WhyNotIssuedBy(PathMember child, PathMember issuer)
    {
        var certificate = child.Certificate;
        if (WeakSignatures.Include(certificate.SignatureAlgorithmIdentifier)) // RFC 9846 4.5.1.3
            return Bad(child, $"The certificate of {child} is signed with {AlgorithmName(certificate)}, whose hash is broken: issue it again with SHA-256.");

        // RFC 9846 4.3.3, 4.5.1.2: what the policy does not list cannot make a chain acceptable
        if (!SignatureRules.Allow(certificate.SignatureAlgorithm, question.SignatureSchemes))
            return ChainVerdict.Untrusted(AlertDescription.unsupported_certificate, $"The certificate of {child} is signed with {AlgorithmName(certificate)}, which the policy does not list: have it issued by a CA that signs with {string.Join(", ", question.SignatureSchemes!.Select(Iana.Name))}, or list it.", child.Index);

        try
        {
            if (issuerKeys.Of(issuer.Certificate).VerifyCertificate(certificate.SignatureAlgorithm.Span, certificate.TbsCertificate.Span, certificate.Signature.Span))
                return null;
        }
        catch (TlsException e)
        {
            return ChainVerdict.Untrusted(e.AlertSent ?? AlertDescription.bad_certificate, $"The key of {issuer} cannot be used: {e.Message}", issuer.Index);
        }

        return KeyIdentifiersAgree(certificate, issuer.Certificate) == false
            ? ChainVerdict.Untrusted(AlertDescription.unknown_ca, $"The certificate of {child} was issued by another CA that has the name of {issuer} but not its key: trust that CA, or have the certificate issued by this one.", child.Index)
            : Bad(child, $"The signature on the certificate of {child} ({AlgorithmName(certificate)}) is not by the key of {issuer}, which it names as its issuer: trust the CA that issued it, or issue it again if it was damaged.");
    }

    private static string AlgorithmName(ParsedCertificate certificate) => PublicKey.CertificateSignatureName(certificate.SignatureAlgorithm.Span);

    private void Note(Step step, ChainVerdict failure)
    {
        var progress = (path.Count * 5) + (int)step;
        if (progress > furthestProgress)
            (furthest, furthestProgress) = (failure, progress);
    }

    private static ChainVerdict WithoutIssuer(PathMember last)
    {
        var certificate = last.Certificate;
        var reason = (certificate.IsSelfIssued, last.Index) switch
        {
            (true, 0) => $"The certificate of {last} is self-signed, so no trusted CA vouches for it: pin its key ({certificate.Pin}), or have it issued by a trusted CA.",
            (true, _) => $"The chain ends at {last}, a CA that is not trusted here: trust it, or have the leaf issued by a trusted CA.",
            _ when certificate.IssuerName.IsEmpty => $"The certificate of {last} names no issuer: have it issued by a trusted CA.",
            _ => $"No trusted CA issued the certificate of {last}, and nothing that was sent along leads to one: trust its issuer {Quoted.Name(certificate.Issuer)}, or have the missing intermediate sent.",
        };
        return ChainVerdict.Untrusted(AlertDescription.unknown_ca, reason, last.Index);
    }

    private ChainVerdict TooMuchWork() => ChainVerdict.Untrusted(
        AlertDescription.bad_certificate,
        $"The certificates that were sent led to no trusted CA within {work.Exhausted}: have only those sent that lead to one.");

    private static ChainVerdict Bad(PathMember member, string reason) => ChainVerdict.Untrusted(AlertDescription.bad_certificate, reason, member.Index);
}
