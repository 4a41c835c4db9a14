using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;

namespace Adit.Tls.Handshake.Questions;

/// <summary>
/// Server: the order in which its identities are tried for a client. First those that carry the name it asked for, or none as a raw key does,
/// then those whose certificates are signed as it can verify; else as configured. None is left out: a client may know more than it says.
/// References: RFC 9846 4.3.3, 4.5.1.2.
/// </summary>
internal static class IdentityPreference
{
    public static IEnumerable<TlsIdentity> Order(IReadOnlyList<TlsIdentity> identities, PeerOffer offer)
    {
        if (identities.Count < 2) return identities;
        var name = offer.ServerName is { } asked ? ServerName.TryParse(asked) : null;

        // RFC 9846 4.5.1.2: how an anchor is signed does not matter.
        return identities
            .OrderByDescending(identity => name is not null && (identity.Leaf is not { } leaf || name.IsAmong(leaf.Extensions.AlternativeNames)))
            .ThenByDescending(identity => identity.Chain.All(certificate => certificate.IsSelfIssued || IsVerifiable(certificate, offer.CertificateSignatureSchemes)));
    }

    private static bool IsVerifiable(ParsedCertificate certificate, IReadOnlyList<SignatureScheme> schemes) =>
        CertificateSignatureAlgorithm.Read(certificate.SignatureAlgorithm.Span) is { } algorithm && algorithm.Schemes.Any(schemes.Contains);
}
