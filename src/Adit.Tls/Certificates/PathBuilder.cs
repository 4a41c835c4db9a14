using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Certificates;

/// <summary>
/// Searches a path from a leaf through presented certificates to an anchor. One search, one thread.
/// Of several dead ends the one that came furthest is reported.
/// References: RFC 5280 6.1, RFC 4158 5.2 (loops). Sizes: at most 8 certificates under the anchor; at most 100 signature checks a search.
/// </summary>
internal sealed class PathBuilder(TrustAnchors anchors, IReadOnlyList<ParsedCertificate> presented, CertificateProfile profile)
{
    private const int MaxPathLength = 8;
    private const int MaxSignatureChecks = 100;

    private readonly List<ParsedCertificate> path = [presented[0]];
    private int signatureChecks;
    private ChainVerdict? furthest;
    private int furthestProgress = -1;

    /// <summary>How far the last certificate of the path came when it failed.</summary>
    private enum Step
    {
        NoIssuer,
        NotSigned,
        IssuerRefused,
    }

    public ChainVerdict Search() => Extend() ?? furthest!;

    /// <summary>A verdict that ends the search, or null when the path leads nowhere from here.</summary>
    private ChainVerdict? Extend()
    {
        var child = new PathMember(path[^1], path.Count - 1, IsAnchor: false);
        var issuers = Issuers(child.Certificate);
        if (issuers.Count == 0)
            Note(Step.NoIssuer, WithoutIssuer(child));

        foreach (var issuer in issuers)
        {
            if (signatureChecks == MaxSignatureChecks)
                return TooMuchWork();
            if (WhyNotIssuedBy(child, issuer) is { } unsigned)
            {
                Note(Step.NotSigned, unsigned);
                continue;
            }

            if (profile.CheckIssuer(issuer, path.Skip(1).Count(c => !c.IsSelfIssued)) is { } refused)
            {
                Note(Step.IssuerRefused, refused);
                continue;
            }

            if (issuer.IsAnchor)
                return ChainVerdict.Trusted([.. path], issuer.Certificate, path.Append(issuer.Certificate).Min(c => c.NotAfter));
            if (path.Count == MaxPathLength)
            {
                Note(Step.IssuerRefused, TooLong(issuer));
                continue;
            }

            path.Add(issuer.Certificate);
            if (Extend() is { } verdict)
                return verdict;
            path.RemoveAt(path.Count - 1);
        }

        return null;
    }

    // Key identifiers order the candidates and decide nothing (RFC 5280 4.2.1.1): they are not always right.
    private List<PathMember> Issuers(ParsedCertificate child)
    {
        var trusted = anchors.Named(child.IssuerName).Select(c => new PathMember(c, path.Count, IsAnchor: true));
        var sent = presented.Where(c => c.SubjectName.IsSameAs(child.IssuerName) && !IsOnPath(c)).Select(c => new PathMember(c, path.Count, IsAnchor: false));
        return [.. trusted.Concat(sent).OrderBy(issuer => KeyIdentifiersAgree(child, issuer.Certificate) switch { true => 0, null => 1, false => 2 })];
    }

    // The same name and key is the same CA, whoever signed for it: going through it twice is a loop (RFC 4158 5.2).
    private bool IsOnPath(ParsedCertificate certificate) => path.Exists(c =>
        c.SubjectName.IsSameAs(certificate.SubjectName) && c.SubjectPublicKeyInfo.Span.SequenceEqual(certificate.SubjectPublicKeyInfo.Span));

    private static bool? KeyIdentifiersAgree(ParsedCertificate child, ParsedCertificate issuer) =>
        child.Extensions.AuthorityKeyIdentifier is { } named && issuer.Extensions.SubjectKeyIdentifier is { } own
            ? named.Span.SequenceEqual(own.Span)
            : null;

    private ChainVerdict? WhyNotIssuedBy(PathMember child, PathMember issuer)
    {
        var certificate = child.Certificate;
        if (WeakSignatures.Include(certificate.SignatureAlgorithmIdentifier)) // RFC 9846 4.5.1.3
            return Bad(child, $"The certificate of {child} is signed with {AlgorithmName(certificate)}, whose hash is broken: issue it again with SHA-256.");

        signatureChecks++;
        try
        {
            if (issuer.Certificate.PublicKey.VerifyCertificate(certificate.SignatureAlgorithm.Span, certificate.TbsCertificate.Span, certificate.Signature.Span))
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
        var progress = (path.Count * 3) + (int)step;
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

    private static ChainVerdict TooLong(PathMember member) =>
        Bad(member, $"The path to a trusted CA is longer than {MaxPathLength} certificates at {member}: issue from a CA nearer to the trusted one.");

    private static ChainVerdict TooMuchWork() => ChainVerdict.Untrusted(
        AlertDescription.bad_certificate,
        $"The certificates that were sent led to no trusted CA within {MaxSignatureChecks} signature checks: have only those sent that lead to one.");

    private static ChainVerdict Bad(PathMember member, string reason) => ChainVerdict.Untrusted(AlertDescription.bad_certificate, reason, member.Index);
}
