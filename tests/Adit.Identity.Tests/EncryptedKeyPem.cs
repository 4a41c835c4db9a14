using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace Adit.Identity.Tests;

/// <summary>An encrypted PKCS#8 key as other tools write it, also of types and with counts that the platform does not write.</summary>
internal static class EncryptedKeyPem
{
    private const int Iterations = 1000;

    public static string Make(byte[] pkcs8, string passphrase, int claimedIterations = Iterations)
    {
        var (salt, iv) = (RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(16));
        using var aes = Aes.Create();
        aes.SetKey(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase), salt, Iterations, HashAlgorithmName.SHA256, 32));

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteAlgorithm(writer, "1.2.840.113549.1.5.13", () =>
            {
                using (writer.PushSequence())
                {
                    WriteAlgorithm(writer, "1.2.840.113549.1.5.12", () =>
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteOctetString(salt);
                            writer.WriteInteger(claimedIterations);
                            writer.WriteInteger(32);
                            WriteAlgorithm(writer, "1.2.840.113549.2.9", () => writer.WriteNull());
                        }
                    });
                    WriteAlgorithm(writer, "2.16.840.1.101.3.4.1.42", () => writer.WriteOctetString(iv));
                }
            });
            writer.WriteOctetString(aes.EncryptCbc(pkcs8, iv));
        }

        return PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", writer.Encode());
    }

    private static void WriteAlgorithm(AsnWriter writer, string oid, Action parameters)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            parameters();
        }
    }
}
