using Adit.Authority;
using Adit.Identity.Keys;
using Adit.Tls;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Cli.Commands;

/// <summary>A private CA in files, and the identities it issues: <c>ca.pem</c> and <c>ca.key</c>, <c>NAME.pem</c> and <c>NAME.key</c>.</summary>
internal sealed class AuthorityFolder(CertificateAuthority authority, PrivateKey key) : IDisposable
{
    public const string CertificateName = "ca.pem";

    public const string KeyName = "ca.key";

    /// <summary>The CA's certificate and key.</summary>
    public CertificateAuthority Authority { get; } = authority;

    /// <summary>Makes a CA and writes its two files.</summary>
    public static async Task<AuthorityFolder> CreateAsync(string folder, string commonName, SignatureScheme keyType, TimeSpan? validity, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = SoftwareKey.Generate(keyType);
        var authority = await Asked(() => CertificateAuthority.CreateAsync(commonName, key, now, validity, cancellationToken)).ConfigureAwait(false);
        CredentialFiles.WritePrivateKey(Path.Combine(folder, KeyName), key);
        CredentialFiles.WritePublic(Path.Combine(folder, CertificateName), CredentialFiles.ToPem(authority.Certificate));
        return new AuthorityFolder(authority, key);
    }

    /// <summary>Opens a CA that exists.</summary>
    public static AuthorityFolder Open(string certificatePath, string keyPath, string? passphraseFile)
    {
        var identity = CredentialFiles.ReadIdentity(certificatePath, keyPath, passphraseFile);
        try
        {
            return new AuthorityFolder(new CertificateAuthority(identity.Chain[0], identity.Key), identity.Key);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCodes.Usage, $"{certificatePath}: {e.Message}", e);
        }
    }

    /// <summary>Makes a key, issues its certificate, and writes both.</summary>
    public async Task<TlsIdentity> IssueAsync(string prefix, SignatureScheme keyType, Func<ReadOnlyMemory<byte>, LeafRequest> request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var leafKey = SoftwareKey.Generate(keyType);
        var certificate = await Asked(() => Authority.IssueAsync(request(leafKey.SubjectPublicKeyInfo), now, cancellationToken)).ConfigureAwait(false);
        CredentialFiles.WritePrivateKey(prefix + ".key", leafKey);
        CredentialFiles.WritePublic(prefix + ".pem", CredentialFiles.ToPem(certificate));
        return new TlsIdentity([certificate], leafKey);
    }

    /// <summary>Issues a certificate for a key that exists, and writes the certificate.</summary>
    public async Task<TlsIdentity> IssueAsync(string prefix, PrivateKey leafKey, Func<ReadOnlyMemory<byte>, LeafRequest> request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var certificate = await Asked(() => Authority.IssueAsync(request(leafKey.SubjectPublicKeyInfo), now, cancellationToken)).ConfigureAwait(false);
        CredentialFiles.WritePublic(prefix + ".pem", CredentialFiles.ToPem(certificate));
        return new TlsIdentity([certificate], leafKey);
    }

    public void Dispose() => key.Dispose();

    // The authority refuses what was asked for with an ArgumentException whose message is for the one who asked.
    private static async Task<T> Asked<T>(Func<ValueTask<T>> make)
    {
        try
        {
            return await make().ConfigureAwait(false);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCodes.Usage, e.Message, e);
        }
    }
}
