namespace Adit.Tls.Certificates;

/// <summary>What a <see cref="CertificateValidator"/> is asked about a chain. Immutable.</summary>
public sealed record ChainQuestion
{
    /// <summary>The chain: leaf first, at least one; the others in any order.</summary>
    public required IReadOnlyList<ParsedCertificate> Presented { get; init; }

    /// <summary>What the leaf must be good for: Server wants serverAuth, Client wants clientAuth (where extended key usage is present).</summary>
    public required TlsRole PeerRole { get; init; }

    /// <summary>The time to judge at.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The DNS name or IP address the leaf must carry (RFC 9525); null looks at no name.</summary>
    public string? ServerName { get; init; }

    /// <summary>The OCSP response that the server stapled to its certificate, as DER; null where there is none. RFC 9846 4.5.1.1.</summary>
    public ReadOnlyMemory<byte>? OcspResponse { get; init; }

    /// <summary>What the certificates of the path may be signed with (<see cref="Policy.TlsPolicy.CertificateSignatureSchemes"/>); null takes whatever is spoken here. RFC 9846 4.3.3.</summary>
    public IReadOnlyList<SignatureScheme>? SignatureSchemes { get; init; }
}
