using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Handshake.Questions;

/// <summary>
/// The order in which the identities of an end are tried for a peer. First those that carry the name it asked for, or none as a raw key does;
/// then those whose certificates are signed as it can verify; then those that a CA issued which it names; else as configured.
/// None is left out: a peer may know more than it says, and a client shows its own only to a server that it has let pass.
/// References: RFC 9846 4.3.3, 4.3.4, 4.5.1.2.
/// </summary>
internal static class IdentityPreference
{
    public static IEnumerable<TlsIdentity> Order(IReadOnlyList<TlsIdentity> identities, IdentityWishes wishes)
    {
        if (identities.Count < 2) return identities;
        var name = wishes.ServerName is { } asked ? ServerName.TryParse(asked) : null;
        var named = wishes.CertificateAuthorities.Select(Key).ToHashSet();

        // RFC 9846 4.5.1.2: how an anchor is signed does not matter.
        return identities
            .OrderByDescending(identity => name is not null && (identity.Leaf is not { } leaf || name.IsAmong(leaf.Extensions.AlternativeNames)))
            .ThenByDescending(identity => identity.Chain.All(certificate => certificate.IsSelfIssued || IsVerifiable(certificate, wishes.CertificateSignatureSchemes)))
            .ThenByDescending(identity => named.Count > 0 && (identity.RawKey is not null || identity.Chain.Any(certificate => named.Contains(Key(certificate.IssuerName.Der)))));
    }

    private static string Key(ReadOnlyMemory<byte> der) => Convert.ToBase64String(der.Span);

    private static bool IsVerifiable(ParsedCertificate certificate, IReadOnlyList<SignatureScheme> schemes) =>
        CertificateSignatureAlgorithm.Read(certificate.SignatureAlgorithm.Span) is { } algorithm && algorithm.Schemes.Any(schemes.Contains);
}
