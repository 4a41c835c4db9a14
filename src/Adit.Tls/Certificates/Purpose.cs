namespace Adit.Tls.Certificates;

/// <summary>What a leaf must be good for. References: RFC 5280 4.2.1.12.</summary>
/// <param name="ObjectIdentifier">The KeyPurposeId.</param>
/// <param name="Name">Its name in RFC 5280.</param>
/// <param name="Holders">Who has such a certificate.</param>
internal sealed record Purpose(string ObjectIdentifier, string Name, string Holders)
{
    private static readonly Purpose Server = new(ObjectIdentifiers.ServerAuth, "serverAuth", "servers");
    private static readonly Purpose Client = new(ObjectIdentifiers.ClientAuth, "clientAuth", "clients");

    /// <summary>A certificate without extended key usage is good for everything.</summary>
    public bool IsAllowedBy(ParsedCertificate certificate) => certificate.Extensions.ExtendedKeyUsage?.Allows(ObjectIdentifier) ?? true;

    public static Purpose Of(TlsRole role) => role == TlsRole.Server ? Server : Client;
}
