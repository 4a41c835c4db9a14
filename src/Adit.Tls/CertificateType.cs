namespace Adit.Tls;

/// <summary>What stands in a Certificate message: what each end agreed to show of itself. References: RFC 9846 4.5.1, RFC 7250. Sizes: 1 byte.</summary>
public enum CertificateType : byte
{
    /// <summary>A chain of certificates; what is shown where nothing was agreed.</summary>
    X509 = 0,

    /// <summary>A SubjectPublicKeyInfo alone. RFC 7250 3.</summary>
    RawPublicKey = 2,
}
