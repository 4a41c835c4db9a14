using Adit.Identity.Keys;
using Adit.Tls;

namespace Adit.Cli.Configuration;

/// <summary>Reads the files of identities. What is wrong goes to the faults.</summary>
internal sealed class IdentityLoader(Faults faults, SettingNames names)
{
    /// <summary>The identities in their order, without those that have a fault.</summary>
    public IReadOnlyList<TlsIdentity> Load(IReadOnlyList<IdentitySettings> written) => [.. written.Select(LoadNamed).OfType<TlsIdentity>()];

    /// <summary>Sessions go by the name of an identity, and so outlive a renewal of its certificate.</summary>
    private TlsIdentity? LoadNamed(IdentitySettings settings) => (Load(settings), settings.Name) switch
    {
        ({ RawKey: null } identity, { } name) => new TlsIdentity(identity.Chain, identity.Key) { Name = name, OcspResponse = identity.OcspResponse },
        ({ } identity, { } name) => new TlsIdentity(identity.Key) { Name = name },
        var (identity, _) => identity,
    };

    private TlsIdentity? Load(IdentitySettings settings)
    {
        switch (settings)
        {
            case { Certificate: { } certificate, PrivateKey: { } key }:
                return Load(certificate, key, settings);
            case { Certificate: { } certificate }:
                faults.Add(certificate.Origin, $"a certificate proves nothing without its key; give {names.PrivateKey} as well.");
                return null;
            case { OcspResponseFile: { } response }:
                faults.Add(response.Origin, $"{names.OcspResponse} is about a certificate, and none is given; give {names.Certificate}, or remove it.");
                return null;
            case { PrivateKey: { } key }:
                return faults.Credential(key.Origin, () => new TlsIdentity(CredentialFiles.ReadPrivateKey(key.Value, settings.PassphraseFile?.Value)));
            default:
                if (settings.PassphraseFile is { } passphrase)
                    faults.Add(passphrase.Origin, $"{names.PassphraseFile} opens a private key, and none is given; give {names.Certificate} and {names.PrivateKey}, or remove it.");
                return null;
        }
    }

    // One at a time, so that each fault is blamed on the setting that names the file, and all are told.
    private TlsIdentity? Load(Setting<string> certificate, Setting<string> key, IdentitySettings settings)
    {
        var before = faults.Lines.Count;
        var chain = faults.Credential(certificate.Origin, () => CredentialFiles.ReadCertificates(certificate.Value));
        var privateKey = faults.Credential(key.Origin, () => CredentialFiles.ReadPrivateKey(key.Value, settings.PassphraseFile?.Value));
        ReadOnlyMemory<byte>? response = null;
        if (settings.OcspResponseFile is { } file && faults.Credential(file.Origin, () => CredentialFiles.ReadOcspResponse(file.Value)) is { } der) response = der;
        if (chain is not null && privateKey is not null && faults.Lines.Count == before)
            return faults.Credential(key.Origin, () => CredentialFiles.Bind(chain, certificate.Value, privateKey, key.Value, response));
        privateKey?.Dispose();
        return null;
    }
}
