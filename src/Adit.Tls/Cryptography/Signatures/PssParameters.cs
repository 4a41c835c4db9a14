using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>
/// RSASSA-PSS-params, in the three forms TLS knows: SHA-2, MGF1 with the same hash, a salt as long as the hash.
/// References: RFC 4055 3.1, RFC 9846 4.3.3.
/// </summary>
internal static class PssParameters
{
    /// <summary>Reads the parameters of an AlgorithmIdentifier whose OID has been read. Null for any other form, the SHA-1 of the defaults included.</summary>
    /// <exception cref="AsnContentException">Not DER.</exception>
    public static HashAlgorithmName? Read(AsnReader algorithm)
    {
        var parameters = algorithm.ReadSequence();
        if (ReadTagged(parameters, 0) is not { } hashField || ReadTagged(parameters, 1) is not { } maskField || ReadTagged(parameters, 2) is not { } saltField)
            return null;
        if (parameters.HasData) return null; // DER leaves out the trailerField, whose one value is its default

        var hash = ReadHash(hashField);
        var mask = maskField.ReadSequence();
        maskField.ThrowIfNotEmpty();
        if (hash is null || mask.ReadObjectIdentifier() != Oids.Mgf1 || ReadHash(mask) != hash) return null;

        var salt = saltField.ReadInteger();
        saltField.ThrowIfNotEmpty();
        return salt == CryptographicOperations.HashData(hash.Value, []).Length ? hash : null;
    }

    private static AsnReader? ReadTagged(AsnReader parameters, int number)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true);
        return parameters.HasData && parameters.PeekTag() == tag ? parameters.ReadSequence(tag) : null;
    }

    private static HashAlgorithmName? ReadHash(AsnReader field)
    {
        var algorithm = field.ReadSequence();
        field.ThrowIfNotEmpty();
        var oid = algorithm.ReadObjectIdentifier();
        if (algorithm.HasData) algorithm.ReadNull(); // RFC 4055 2.1: NULL and absent are the same
        algorithm.ThrowIfNotEmpty();
        return oid switch
        {
            Oids.Sha256 => HashAlgorithmName.SHA256,
            Oids.Sha384 => HashAlgorithmName.SHA384,
            Oids.Sha512 => HashAlgorithmName.SHA512,
            _ => null,
        };
    }
}
