namespace Adit.Tls.Certificates;

/// <summary>The object identifiers that the profile names. References: RFC 5280 4.2, RFC 4519 2.</summary>
internal static class ObjectIdentifiers
{
    public const string SubjectKeyIdentifier = "2.5.29.14";
    public const string KeyUsage = "2.5.29.15";
    public const string SubjectAlternativeName = "2.5.29.17";
    public const string BasicConstraints = "2.5.29.19";
    public const string NameConstraints = "2.5.29.30";
    public const string AuthorityKeyIdentifier = "2.5.29.35";
    public const string ExtendedKeyUsage = "2.5.29.37";

    public const string CrlDistributionPoints = "2.5.29.31";
    public const string TlsFeature = "1.3.6.1.5.5.7.1.24";
    public const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";

    public const string AnyExtendedKeyUsage = "2.5.29.37.0";
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    public const string CommonName = "2.5.4.3";
    public const string EmailAddress = "1.2.840.113549.1.9.1";
}
