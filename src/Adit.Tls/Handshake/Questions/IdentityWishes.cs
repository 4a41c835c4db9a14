namespace Adit.Tls.Handshake.Questions;

/// <summary>What a peer says of the identities that it can use. Immutable. References: RFC 9846 4.3.3, 4.3.4, 4.5.1.2, RFC 7250 4.</summary>
internal sealed class IdentityWishes
{
    /// <summary>The name that a client asks for; null where it asks for none, and of a server.</summary>
    public string? ServerName { get; init; }

    /// <summary>What a Certificate message may carry.</summary>
    public required IReadOnlyList<CertificateType> CertificateTypes { get; init; }

    /// <summary>What it takes in a CertificateVerify.</summary>
    public required IReadOnlyList<SignatureScheme> SignatureSchemes { get; init; }

    /// <summary>What it can verify in certificates.</summary>
    public required IReadOnlyList<SignatureScheme> CertificateSignatureSchemes { get; init; }

    /// <summary>The names of CAs that one of our certificates had better be issued by, as DER; empty where it names none.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> CertificateAuthorities { get; init; }
}
