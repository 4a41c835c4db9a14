using System.Security.Cryptography;
using System.Text;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Identity.Keys;

/// <summary>Finds the pin of what a PEM file holds first: a certificate, a public key or a private key. References: RFC 7468 5, 10, 11 and 13.</summary>
internal static class PinFile
{
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The pin of the key.</summary>
    /// <exception cref="CredentialException">As <see cref="CredentialFiles.ReadPin"/> has it.</exception>
    public static string Read(string path, string? passphraseFile)
    {
        var text = BoundedFile.ReadPublic(path, MaxBytes);
        try
        {
            if (!PemEncoding.TryFindUtf8(text, out var found))
                throw new CredentialException($"{path} holds no PEM, which begins with -----BEGIN: give a certificate, a public key or a private key.");
            switch (Encoding.ASCII.GetString(text.AsSpan(found.Label)))
            {
                case PemBlock.Certificate:
                    return CertificateFile.Read(path)[0].Pin;
                case "PUBLIC KEY":
                    return OfPublicKey(Convert.FromBase64String(Encoding.ASCII.GetString(text.AsSpan(found.Base64Data))), path);
                case "EC PARAMETERS" or PemBlock.Pkcs8 or PemBlock.EncryptedPkcs8 or PemBlock.Sec1 or PemBlock.Pkcs1:
                    using (var key = PrivateKeyFile.Read(path, passphraseFile)) return KeyPin.Of(key.SubjectPublicKeyInfo.Span);
                case var label:
                    throw new CredentialException($"{path} holds a {label}: give a certificate, a public key or a private key.");
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text); // it may be a private key's
        }
    }

    private static string OfPublicKey(byte[] subjectPublicKeyInfo, string path)
    {
        try
        {
            _ = PublicKey.Import(subjectPublicKeyInfo);
            return KeyPin.Of(subjectPublicKeyInfo);
        }
        catch (TlsException e)
        {
            throw new CredentialException($"{path} holds a public key that cannot be used: {e.Message} Give one of ECDSA P-256, P-384 or P-521, Ed25519, ML-DSA, or RSA from 2048 bits on.", e);
        }
    }
}
