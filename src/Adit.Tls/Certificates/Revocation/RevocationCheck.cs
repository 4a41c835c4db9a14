using System.Formats.Asn1;

namespace Adit.Tls.Certificates.Revocation;

/// <summary>
/// Whether a path is free of revoked certificates, by the lists that are configured and by what the server stapled. One search, one thread.
/// A stapled response must be sound wherever there is one; that it says good stands in for a list of the leaf's CA.
/// References: RFC 5280 6.3, RFC 6960 3.2, RFC 7633 4.3 (must-staple), RFC 9846 6.2.
/// </summary>
internal sealed class RevocationCheck(RevocationLists? lists, ChainQuestion question, ValidationWork work)
{
    /// <summary>Until when what was said is good.</summary>
    public DateTimeOffset Until { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>Why the path must not be used, or null.</summary>
    /// <param name="path">Leaf to anchor.</param>
    public ChainVerdict? WhyNot(IReadOnlyList<PathMember> path)
    {
        Until = DateTimeOffset.MaxValue;
        if (WhyNotByStaple(path[0], path[1], out var isLeafGood) is { } refused)
            return refused;
        if (lists is null)
            return null;

        for (var i = 0; i < path.Count - 1; i++)
        {
            var status = lists.StatusOf(path[i], path[i + 1], question, work);
            if (status.Kind == RevocationStatusKind.Revoked)
                return Revoked(path[i], status);
            if (status.Kind == RevocationStatusKind.Unknown && !(i == 0 && isLeafGood))
                return ChainVerdict.Untrusted(AlertDescription.certificate_unknown, status.Reason, i);
            if (status.Until < Until)
                Until = status.Until;
        }

        return null;
    }

    private ChainVerdict? WhyNotByStaple(PathMember leaf, PathMember issuer, out bool isGood)
    {
        isGood = false;
        OcspResponse? response;
        try
        {
            response = question.OcspResponse is { } der ? OcspResponse.Read(der) : null;
        }
        catch (AsnContentException e)
        {
            return Unsound(leaf, $"cannot be read: {e.Message}");
        }

        if (response is null)
            return WhyNotWithoutStaple(leaf);

        var status = response.StatusOf(leaf, issuer, question, work, out var fault);
        if (status is null)
            return Unsound(leaf, fault!);

        isGood = status.Kind == RevocationStatusKind.Good;
        Until = status.Until;
        return status.Kind switch
        {
            RevocationStatusKind.Revoked => Revoked(leaf, status),
            RevocationStatusKind.Unknown when leaf.Certificate.Extensions.MustStaple => ChainVerdict.Untrusted(AlertDescription.bad_certificate_status_response, status.Reason, leaf.Index),
            _ => null,
        };
    }

    // RFC 7633 4.3: a client refuses a server that does not keep to it. Clients are not asked to staple.
    private ChainVerdict? WhyNotWithoutStaple(PathMember leaf) => question.PeerRole == TlsRole.Server && leaf.Certificate.Extensions.MustStaple
        ? ChainVerdict.Untrusted(AlertDescription.bad_certificate_status_response, $"The certificate of {leaf} demands a stapled OCSP response (must-staple), and the server gave none: turn stapling on there, or issue it without that demand.", leaf.Index)
        : null;

    private static ChainVerdict Revoked(PathMember member, RevocationStatus status) => ChainVerdict.Untrusted(AlertDescription.certificate_revoked, status.Reason, member.Index);

    private static ChainVerdict Unsound(PathMember leaf, string why) =>
        ChainVerdict.Untrusted(AlertDescription.bad_certificate_status_response, $"The OCSP response for {leaf} {why}", leaf.Index);
}
