using System.Security.Cryptography;
using System.Text;
using Adit.Identity.Keys.Tokens;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Certificates.Revocation;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.PreSharedKeys;

namespace Adit.Identity.Keys;

/// <summary>
/// Reads and writes what an operator keeps in files. Every fault is a <see cref="CredentialException"/> that names the file. Thread-safe.
/// Sizes: a key file up to 1 MiB, a file of certificates up to 4 MiB.
/// </summary>
public static class CredentialFiles
{
    /// <summary>Reads a PEM chain, leaf first, at least one certificate.</summary>
    public static IReadOnlyList<ParsedCertificate> ReadCertificates(string path) => CertificateFile.Read(path);

    /// <summary>
    /// Reads a PEM private key: PKCS#8, encrypted PKCS#8 (with <paramref name="passphraseFile"/>, of which one trailing newline is cut),
    /// SEC1 EC or PKCS#1 RSA. Refused when others can read or write the file, or when it is a traditional encrypted PEM.
    /// Or finds a key that stays in its token: <paramref name="path"/> is then a <c>pkcs11:</c> URI (RFC 7512), and the passphrase is the PIN.
    /// </summary>
    public static PrivateKey ReadPrivateKey(string path, string? passphraseFile = null) =>
        Pkcs11Uri.Is(path) ? Pkcs11Key.Open(path, passphraseFile) : PrivateKeyFile.Read(path, passphraseFile);

    /// <summary>True when a setting names a key in a token, and no file.</summary>
    public static bool IsInToken(string path) => Pkcs11Uri.Is(path);

    /// <summary>Reads a pre-shared key: one line <c>identity:hex</c>. Refused when others can read or write the file.</summary>
    public static PreSharedKey ReadPreSharedKey(string path, HashAlgorithmName hash, bool isImported = true) => PskFile.Read(path, hash, isImported);

    /// <summary>Makes a pre-shared key of 256 bits: created 0600 beside its place, then renamed over it.</summary>
    /// <exception cref="ArgumentException">The identity is empty, too long, or has control characters.</exception>
    public static void WriteNewPreSharedKey(string path, string identity) => PskFile.WriteNew(path, identity);

    /// <summary>Reads the pin of the first thing in a PEM file: a certificate, a public key, or a private key (as <see cref="ReadPrivateKey"/> has it).</summary>
    public static string ReadPin(string path, string? passphraseFile = null) => PinFile.Read(path, passphraseFile);

    /// <summary>Reads a chain and its key, and refuses a key that is not the leaf's.</summary>
    public static TlsIdentity ReadIdentity(string certificatePath, string keyPath, string? passphraseFile = null) =>
        Bind(CertificateFile.Read(certificatePath), certificatePath, ReadPrivateKey(keyPath, passphraseFile), keyPath);

    /// <summary>Binds a chain and a key that were read, and refuses a key that is not the leaf's; that one is disposed.</summary>
    /// <param name="chain">Leaf first.</param>
    /// <param name="certificatePath">Where it was read, for the message of a fault.</param>
    /// <param name="key">The private key.</param>
    /// <param name="keyPath">Where it was read.</param>
    /// <param name="ocspResponse">What a server staples to the leaf; null staples nothing.</param>
    public static TlsIdentity Bind(IReadOnlyList<ParsedCertificate> chain, string certificatePath, PrivateKey key, string keyPath, ReadOnlyMemory<byte>? ocspResponse = null)
    {
        var owner = chain.ToList().FindIndex(c => c.SubjectPublicKeyInfo.Span.SequenceEqual(key.SubjectPublicKeyInfo.Span));
        if (owner == 0) return new TlsIdentity(chain, key) { OcspResponse = ocspResponse };

        key.Dispose();
        throw new CredentialException(owner > 0
            ? $"{keyPath} is the key of certificate {owner + 1} of {certificatePath}: put that certificate first."
            : $"{keyPath} is not the key of the certificate in {certificatePath} ({chain[0].Title}): name the two files that belong together.");
    }

    /// <summary>Reads an OCSP response to be stapled to a certificate, in DER. Refused where it is none, or a responder's refusal.</summary>
    public static byte[] ReadOcspResponse(string path) => OcspResponseFile.Read(path);

    /// <summary>Reads a PEM file of CA certificates.</summary>
    public static TrustAnchors ReadTrustAnchors(string path)
    {
        try
        {
            return new TrustAnchors(CertificateFile.Read(path));
        }
        catch (ArgumentException e)
        {
            throw new CredentialException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads the revocation lists of a file: any number in PEM, or one in DER.</summary>
    public static IReadOnlyList<RevocationList> ReadRevocationLists(string path) => RevocationListFile.Read(path);

    /// <summary>The system's own anchors (--system-roots): the file that <c>SSL_CERT_FILE</c> names, else the distribution's bundle.</summary>
    public static TrustAnchors ReadSystemRoots() => SystemRoots.Read(Environment.GetEnvironmentVariable("SSL_CERT_FILE"));

    /// <summary>Writes a private key as PEM PKCS#8: created 0600 beside its place, then renamed over it. No copy of it is left in a string.</summary>
    /// <exception cref="ArgumentException">The key does not live in this process's memory.</exception>
    public static void WritePrivateKey(string path, PrivateKey key)
    {
        var pkcs8 = SoftwareKey.ExportPkcs8(key);
        var pem = new byte[PemEncoding.GetEncodedSize(PemBlock.Pkcs8.Length, pkcs8.Length) + 1];
        try
        {
            PemEncoding.TryWriteUtf8("PRIVATE KEY"u8, pkcs8, pem, out var written);
            pem[written] = (byte)'\n';
            AtomicFile.WriteSecret(path, pem);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
            CryptographicOperations.ZeroMemory(pem);
        }
    }

    /// <summary>Writes a file that holds none: created beside its place, then renamed over it.</summary>
    public static void WritePublic(string path, string pem) => AtomicFile.WritePublic(path, Encoding.UTF8.GetBytes(pem));

    /// <summary>A certificate as PEM.</summary>
    public static string ToPem(ParsedCertificate certificate) => PemEncoding.WriteString(PemBlock.Certificate, certificate.Der.Span) + "\n";
}
