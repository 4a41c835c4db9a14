using System.Security.Cryptography;
using Adit.Tls;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.PreSharedKeys;

namespace Adit.Bogo;

/// <summary>Reads one credential from the flags that describe it.</summary>
internal static class CredentialFlags
{
    /// <summary>The credential, or null where no flag names one.</summary>
    public static Credential? Read(ConnectionFlags flags)
    {
        if (flags.Text("-psk-importer-key") is { } secret) return new Credential(null, PreSharedKey(flags, secret));
        if (flags.Has("-new-rpk-credential")) return new Credential(new TlsIdentity(PrivateKey(flags, flags.Text("-key-file")!)), null);
        if (flags.Text("-cert-file") is not { } certificateFile) return null;
        var key = PrivateKey(flags, flags.Text("-key-file") ?? certificateFile);
        return new Credential(new TlsIdentity(PemFile.Chain(certificateFile), key) { OcspResponse = OcspResponse(flags) }, null);
    }

    /// <summary>The response to staple, unless the reference's callback declines.</summary>
    private static ReadOnlyMemory<byte>? OcspResponse(ConnectionFlags flags)
    {
        if (flags.Has("-decline-ocsp-callback") || flags.Text("-ocsp-response") is not { } response) return null;
        return Convert.FromBase64String(response);
    }

    private static PrivateKey PrivateKey(ConnectionFlags flags, string file)
    {
        var key = SoftwareKey.FromPkcs8(PemFile.Blocks(file, "PRIVATE KEY").Single());
        var preferred = flags.CodePoints("-signing-prefs").Select(scheme => (SignatureScheme)scheme).ToArray();
        return preferred.Length == 0 ? key : new PreferringKey(key, preferred);
    }

    private static PreSharedKey PreSharedKey(ConnectionFlags flags, string secret) =>
        new(
            Convert.FromBase64String(flags.Text("-psk-importer-identity")!),
            Convert.FromBase64String(secret),
            flags.Has("-psk-importer-sha384") ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256)
        {
            ImporterContext = Convert.FromBase64String(flags.Text("-psk-importer-context") ?? ""),
        };
}
