using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Adit.Interop.Certificates;

/// <summary>RSA keys that say of themselves that they sign with PSS alone, which the platform does not write. References: RFC 4055 1.2, RFC 5958 2, RFC 8017 A.1.</summary>
internal static class RsaPss
{
    private const string Oid = "1.2.840.113549.1.1.10";

    /// <summary>Makes a key; hash and salt are left to the signer.</summary>
    public static (PublicKey PublicKey, string PrivateKeyPem) MakeKey()
    {
        using var rsa = RSA.Create(2048);
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            WriteAlgorithm(info);
            info.WriteBitString(rsa.ExportRSAPublicKey());
        }

        var pkcs8 = new AsnWriter(AsnEncodingRules.DER);
        using (pkcs8.PushSequence())
        {
            pkcs8.WriteInteger(0);
            WriteAlgorithm(pkcs8);
            pkcs8.WriteOctetString(rsa.ExportRSAPrivateKey());
        }

        return (PublicKey.CreateFromSubjectPublicKeyInfo(info.Encode(), out _), PemEncoding.WriteString("PRIVATE KEY", pkcs8.Encode()));
    }

    private static void WriteAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence()) writer.WriteObjectIdentifier(Oid);
    }
}
