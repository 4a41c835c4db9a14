namespace Adit.Tls.Certificates;

/// <summary>Signature algorithms whose hash is MD2, MD5 or SHA-1: never verified. References: RFC 9846 4.5.1.3.</summary>
internal static class WeakSignatures
{
    private static readonly string[] ObjectIdentifiers =
    [
        "1.2.840.113549.1.1.2", // md2WithRSAEncryption
        "1.2.840.113549.1.1.4", // md5WithRSAEncryption
        "1.2.840.113549.1.1.5", // sha1WithRSAEncryption
        "1.2.840.10040.4.3", // dsa-with-sha1
        "1.2.840.10045.4.1", // ecdsa-with-SHA1
    ];

    public static bool Include(string objectIdentifier) => ObjectIdentifiers.AsSpan().Contains(objectIdentifier);
}
