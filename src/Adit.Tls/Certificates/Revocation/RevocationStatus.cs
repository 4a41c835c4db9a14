namespace Adit.Tls.Certificates.Revocation;

/// <summary>Whether a certificate was revoked, as far as is known. Immutable.</summary>
/// <param name="Kind">What is known.</param>
/// <param name="Reason">Why it is not good, as a sentence; empty when it is.</param>
/// <param name="Until">How long that is so, of a good one.</param>
internal sealed record RevocationStatus(RevocationStatusKind Kind, string Reason, DateTimeOffset Until)
{
    public static RevocationStatus Good(DateTimeOffset until) => new(RevocationStatusKind.Good, "", until);

    public static RevocationStatus Revoked(string reason) => new(RevocationStatusKind.Revoked, reason, DateTimeOffset.MaxValue);

    public static RevocationStatus Unknown(string reason) => new(RevocationStatusKind.Unknown, reason, DateTimeOffset.MaxValue);
}

/// <summary>What is known of a certificate's revocation.</summary>
internal enum RevocationStatusKind
{
    Good,
    Revoked,
    Unknown,
}
