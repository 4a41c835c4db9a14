using System.Security.Cryptography;

namespace Adit.Identity.Keys;

/// <summary>One block of a PEM file. It may hold a private key: its owner disposes it, which overwrites the bytes. References: RFC 7468 2.</summary>
internal sealed class PemBlock(string label, byte[] der) : IDisposable
{
    public const string Certificate = "CERTIFICATE";
    public const string RevocationList = "X509 CRL";
    public const string Pkcs8 = "PRIVATE KEY";
    public const string EncryptedPkcs8 = "ENCRYPTED PRIVATE KEY";
    public const string Sec1 = "EC PRIVATE KEY";
    public const string Pkcs1 = "RSA PRIVATE KEY";

    /// <summary>The word after BEGIN.</summary>
    public string Label => label;

    /// <summary>What the block holds; zeros after disposal.</summary>
    public ReadOnlyMemory<byte> Der => der;

    /// <summary>True for every label that ends in PRIVATE KEY, read here or not.</summary>
    public bool IsPrivateKey => label.EndsWith(Pkcs8, StringComparison.Ordinal);

    public void Dispose() => CryptographicOperations.ZeroMemory(der);
}
