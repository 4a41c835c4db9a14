namespace Adit.Tls.Certificates;

/// <summary>
/// What a certificate must say to stand where it stands in a path. Signatures and names are not its business.
/// References: RFC 5280 4.2, 6.1; RFC 9846 4.5.1.2.
/// </summary>
internal sealed class CertificateProfile(Purpose purpose, DateTimeOffset now)
{
    /// <summary>Why the leaf may not be used, or null.</summary>
    public ChainVerdict? CheckLeaf(PathMember leaf) =>
        CheckEvery(leaf) ?? ((WhyContradictory(leaf.Certificate) ?? WhyNotEndOfPath(leaf.Certificate, purpose)) is { } why ? Unsupported(leaf, why) : null);

    /// <summary>Why <paramref name="issuer"/> may not have issued what stands below it, or null.</summary>
    /// <param name="issuer">A certificate whose key signed the one below it.</param>
    /// <param name="intermediatesBelow">How many intermediates stand between it and the leaf, self-issued ones not counted (RFC 5280 6.1.4).</param>
    public ChainVerdict? CheckIssuer(PathMember issuer, int intermediatesBelow)
    {
        if (WhyNotAuthority(issuer.Certificate) is { } why)
            return Unsupported(issuer, $"issued another, yet it {why}: have that one issued by a CA.");
        if (CheckEvery(issuer) is { } verdict)
            return verdict;
        if (issuer.Certificate.Extensions.BasicConstraints?.PathLength is { } limit && intermediatesBelow > limit)
            return Unsupported(issuer, $"allows {limit} intermediates below it (pathLenConstraint), and there are {intermediatesBelow}: issue from a CA nearer to it.");
        if (!purpose.IsAllowedBy(issuer.Certificate))
            return Unsupported(issuer, $"may not issue certificates for {purpose.Holders} (its extendedKeyUsage lacks {purpose.Name}): use a CA that may.");

        return null;
    }

    /// <summary>Why a certificate's key may not prove an end of TLS, as the end of a sentence, or null.</summary>
    public static string? WhyNotLeaf(ParsedCertificate certificate, Purpose purpose) =>
        WhyNotEndOfPath(certificate, purpose) ?? (MaySign(certificate) ? null : CannotSign);

    /// <summary>Why neither end may show it as its own, whatever its chain and dates are, as the end of a sentence, or null.</summary>
    public static string? WhyNotOwn(ParsedCertificate certificate) => WhyNotVersion3(certificate) ?? (MaySign(certificate) ? null : CannotSign);

    /// <summary>RFC 9846 4.5.1.2: digitalSignature must be set if the extension is there.</summary>
    public static bool MaySign(ParsedCertificate certificate) => certificate.Extensions.KeyUsage?.HasFlag(KeyUsages.DigitalSignature) ?? true;

    private const string CannotSign = "may not sign (its keyUsage lacks digitalSignature), and TLS 1.3 needs it to: issue it with digitalSignature.";

    // RFC 5280 6.1 has a CA at the end of a path as well; that such a key, too, must sign in TLS, the handshake asks of every certificate.
    private static string? WhyNotEndOfPath(ParsedCertificate certificate, Purpose purpose)
    {
        if (WhyNotVersion3(certificate) is { } version)
            return version;
        if (!IsAuthority(certificate) && !MaySign(certificate))
            return CannotSign;

        return purpose.IsAllowedBy(certificate) ? null : $"is not for {purpose.Holders} (its extendedKeyUsage lacks {purpose.Name}): issue it with {purpose.Name}.";
    }

    private static string? WhyNotVersion3(ParsedCertificate certificate) =>
        certificate.Version == 3 ? null : $"is X.509 version {certificate.Version}, and TLS 1.3 takes only version 3: issue it again.";

    /// <summary>RFC 5280 4.2.1.3, 4.2.1.6, 4.2.1.9, 4.2.1.10: extensions that speak against each other.</summary>
    private static string? WhyContradictory(ParsedCertificate certificate)
    {
        var extensions = certificate.Extensions;
        var isAuthority = IsAuthority(certificate);
        if (extensions.KeyUsage is { } usage && usage.HasFlag(KeyUsages.KeyCertSign) != isAuthority)
            return isAuthority
                ? "says that it is a CA's and that it may not issue certificates (its keyUsage lacks keyCertSign): issue it with one or the other."
                : "may issue certificates by its keyUsage (keyCertSign), yet is no CA's: issue it without.";
        if (extensions.NameConstraints is not null && !isAuthority)
            return "has name constraints, which only a CA's may have: issue it without.";
        if (certificate.SubjectName.IsEmpty && !extensions.AlternativeNamesAreCritical)
            return "has no subject, and its subject alternative names are not marked critical: issue it with a subject, or mark them.";

        return null;
    }

    private static bool IsAuthority(ParsedCertificate certificate) => certificate.Extensions.BasicConstraints is { IsAuthority: true };

    /// <summary>Why a certificate is no CA's, as the end of a sentence, or null.</summary>
    public static string? WhyNotAuthority(ParsedCertificate certificate)
    {
        if (certificate.Version != 3)
            return $"is X.509 version {certificate.Version}, which cannot say that it is a CA's";
        if (!IsAuthority(certificate))
            return "is not a CA's (basicConstraints with cA true is missing)";
        if (certificate.Extensions.KeyUsage is { } usage && !usage.HasFlag(KeyUsages.KeyCertSign))
            return "may not issue certificates (its keyUsage lacks keyCertSign)";
        if (certificate.SubjectName.IsEmpty) // RFC 5280 4.1.2.6
            return "is a CA's without a subject";

        return null;
    }

    private ChainVerdict? CheckEvery(PathMember member)
    {
        var certificate = member.Certificate;
        if (now < certificate.NotBefore)
            return Expired(member, $"is not valid before {certificate.NotBefore:u}, and it is {now:u} here: set the clock right, or wait.");
        if (now - certificate.NotAfter >= TimeSpan.FromSeconds(1)) // the last second is part of it
            return Expired(member, $"expired at {certificate.NotAfter:u}, and it is {now:u} here: {(member.IsAnchor ? "trust its successor" : "renew it")}.");
        if (certificate.Extensions.UnknownCritical is [var unknown, ..])
            return Unsupported(member, $"carries the critical extension {unknown}, which is not supported here: issue it without.");

        return null;
    }

    private static ChainVerdict Expired(PathMember member, string why) => Verdict(AlertDescription.certificate_expired, member, why);

    private static ChainVerdict Unsupported(PathMember member, string why) => Verdict(AlertDescription.unsupported_certificate, member, why);

    private static ChainVerdict Verdict(AlertDescription alert, PathMember member, string why) =>
        ChainVerdict.Untrusted(alert, $"The certificate of {member} {why}", member.Index);
}
