using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Identity.Keys;

/// <summary>Reads what an operator keeps in files. Every fault is a <see cref="CredentialException"/> that names the file.</summary>
public static class CredentialFiles
{
    /// <summary>Reads a PEM chain, leaf first, at least one certificate.</summary>
    public static IReadOnlyList<ParsedCertificate> ReadCertificates(string path) => throw new NotSupportedException();

    /// <summary>Reads a PEM private key: PKCS#8, encrypted PKCS#8 (with <paramref name="passphraseFile"/>), SEC1 EC or PKCS#1 RSA. Refused when others can read the file, or when it is a traditional encrypted PEM.</summary>
    public static PrivateKey ReadPrivateKey(string path, string? passphraseFile = null) => throw new NotSupportedException();

    /// <summary>Reads a chain and its key, and refuses a key that is not the leaf's.</summary>
    public static TlsIdentity ReadIdentity(string certificatePath, string keyPath, string? passphraseFile = null) => throw new NotSupportedException();

    /// <summary>Reads a PEM file of CA certificates.</summary>
    public static TrustAnchors ReadTrustAnchors(string path) => throw new NotSupportedException();

    /// <summary>The system's own anchors (--system-roots).</summary>
    public static TrustAnchors ReadSystemRoots() => throw new NotSupportedException();

    /// <summary>Writes a file that holds a secret: created 0600 beside its place, then renamed over it.</summary>
    public static void WriteSecret(string path, string pem) => throw new NotSupportedException();

    /// <summary>Writes a file that holds none: created beside its place, then renamed over it.</summary>
    public static void WritePublic(string path, string pem) => throw new NotSupportedException();

    /// <summary>A private key as PEM PKCS#8.</summary>
    public static string ToPem(PrivateKey key) => throw new NotSupportedException();

    /// <summary>A certificate as PEM.</summary>
    public static string ToPem(ParsedCertificate certificate) => throw new NotSupportedException();
}
