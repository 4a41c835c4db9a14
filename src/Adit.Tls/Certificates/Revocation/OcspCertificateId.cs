using System.Formats.Asn1;
using System.Security.Cryptography;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Certificates.Revocation;

/// <summary>Which certificate an OCSP response speaks of. SHA-1, which nearly all of them use here, only picks an entry: who may speak is settled by a signature. Immutable. References: RFC 6960 4.1.1.</summary>
internal sealed class OcspCertificateId
{
    private const string Sha1 = "1.3.14.3.2.26";

    private readonly HashAlgorithmName? hash;
    private readonly byte[] issuerNameHash;
    private readonly byte[] issuerKeyHash;
    private readonly ReadOnlyMemory<byte> serialNumber;

    private OcspCertificateId(AsnReader reader)
    {
        var algorithm = reader.ReadSequence();
        hash = algorithm.ReadObjectIdentifier() switch
        {
            Sha1 => HashAlgorithmName.SHA1,
            Oids.Sha256 => HashAlgorithmName.SHA256,
            Oids.Sha384 => HashAlgorithmName.SHA384,
            Oids.Sha512 => HashAlgorithmName.SHA512,
            _ => null,
        };
        issuerNameHash = reader.ReadOctetString();
        issuerKeyHash = reader.ReadOctetString();
        serialNumber = reader.ReadIntegerBytes();
        reader.ThrowIfNotEmpty();
    }

    public static OcspCertificateId Read(AsnReader reader) => new(reader.ReadSequence());

    /// <summary>Whether it is that of a certificate and the one that issued it.</summary>
    public bool Is(ParsedCertificate certificate, ParsedCertificate issuer)
    {
        var serial = serialNumber.Span is [0, _, ..] ? serialNumber.Span[1..] : serialNumber.Span;
        return hash is { } algorithm
            && Convert.ToHexStringLower(serial) == certificate.SerialNumber
            && CryptographicOperations.HashData(algorithm, certificate.IssuerName.Der.Span).AsSpan().SequenceEqual(issuerNameHash)
            && CryptographicOperations.HashData(algorithm, issuer.SubjectPublicKey.Span).AsSpan().SequenceEqual(issuerKeyHash);
    }
}
