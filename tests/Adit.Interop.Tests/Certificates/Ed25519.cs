using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Adit.Interop.Certificates;

/// <summary>Ed25519 keys, which the platform lacks: any 32 bytes are a key (RFC 8032 5.1.5), and openssl knows the public half. References: RFC 8410.</summary>
internal static class Ed25519
{
    /// <summary>PKCS#8 of a 32-byte seed, without the seed.</summary>
    private static readonly byte[] Pkcs8Prefix = Convert.FromHexString("302e020100300506032b657004220420");

    /// <summary>Makes a key.</summary>
    public static (PublicKey PublicKey, string PrivateKeyPem) MakeKey()
    {
        var pem = PemEncoding.WriteString("PRIVATE KEY", [.. Pkcs8Prefix, .. RandomNumberGenerator.GetBytes(32)]);
        var info = Convert.FromBase64String(PublicKeyOf(pem));
        return (PublicKey.CreateFromSubjectPublicKeyInfo(info, out _), pem);
    }

    private static string PublicKeyOf(string pem)
    {
        var start = new System.Diagnostics.ProcessStartInfo("openssl", ["pkey", "-pubout"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var openssl = System.Diagnostics.Process.Start(start)!;
        openssl.StandardInput.Write(pem);
        openssl.StandardInput.Close();
        var lines = openssl.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        openssl.WaitForExit();
        return string.Concat(lines[1..^1]);
    }
}
