using System.Formats.Asn1;

namespace Adit.Authority;

/// <summary>What a certificate to be signed says. Immutable. References: RFC 5280 4.1.2.</summary>
/// <param name="Issuer">DER Name of who signs.</param>
/// <param name="Subject">Whom it names.</param>
/// <param name="SubjectPublicKeyInfo">DER.</param>
/// <param name="NotBefore">Start of validity, whole seconds.</param>
/// <param name="NotAfter">End of validity, whole seconds.</param>
/// <param name="WriteExtensions">Writes each extension.</param>
internal sealed record CertificateContent(
    ReadOnlyMemory<byte> Issuer,
    SubjectNames Subject,
    ReadOnlyMemory<byte> SubjectPublicKeyInfo,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    Action<AsnWriter> WriteExtensions);
