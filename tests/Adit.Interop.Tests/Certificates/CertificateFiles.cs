namespace Adit.Interop.Certificates;

/// <summary>A certificate and its key, both PEM files.</summary>
/// <param name="Certificate">The path of the certificate.</param>
/// <param name="Key">The path of the PKCS#8 key, mode 0600.</param>
/// <param name="Pin">SHA-256 of the SubjectPublicKeyInfo.</param>
internal sealed record CertificateFiles(string Certificate, string Key, byte[] Pin)
{
    /// <summary>The path of the SubjectPublicKeyInfo, PEM.</summary>
    public string PublicKey => Path.ChangeExtension(Certificate, ".pub");

    /// <summary>The pin as adit's flags take it.</summary>
    public string PinText => $"sha256:{Convert.ToHexStringLower(Pin)}";
}
