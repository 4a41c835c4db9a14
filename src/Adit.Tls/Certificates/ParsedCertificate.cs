namespace Adit.Tls.Certificates;

/// <summary>An X.509 certificate as read from DER; nothing of it has been verified. Immutable. References: RFC 5280 4.1.</summary>
public sealed class ParsedCertificate
{
    /// <summary>Reads one certificate.</summary>
    /// <exception cref="TlsException">The bytes are not one DER certificate (bad_certificate).</exception>
    public static ParsedCertificate Parse(ReadOnlyMemory<byte> der) => throw new NotSupportedException();

    /// <summary>The certificate as it came.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>DER SubjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>Subject as RFC 4514 text, escaped.</summary>
    public string Subject { get; } = "";

    /// <summary>Issuer as RFC 4514 text, escaped.</summary>
    public string Issuer { get; } = "";

    /// <summary>Lower-case hex of the serial number.</summary>
    public string SerialNumber { get; } = "";

    /// <summary>Start of validity, inclusive.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>End of validity, inclusive.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Every common name of the subject, in order.</summary>
    public IReadOnlyList<string> CommonNames { get; } = [];

    /// <summary>dNSName entries of the subject alternative name.</summary>
    public IReadOnlyList<string> DnsNames { get; } = [];

    /// <summary>uniformResourceIdentifier entries of the subject alternative name.</summary>
    public IReadOnlyList<string> Uris { get; } = [];

    /// <summary>iPAddress entries of the subject alternative name, as text.</summary>
    public IReadOnlyList<string> IpAddresses { get; } = [];

    /// <summary>sha256: and 64 lower-case hex digits of the SHA-256 of the SubjectPublicKeyInfo.</summary>
    public string Pin { get; } = "";
}
