namespace Adit.Tls.Policy;

/// <summary>What may be negotiated, best first. Immutable once built, and checked when built. Thread-safe.</summary>
public sealed class TlsPolicy
{
    private static readonly SignatureScheme[] CertificatesOnly =
        [SignatureScheme.rsa_pkcs1_sha256, SignatureScheme.rsa_pkcs1_sha384, SignatureScheme.rsa_pkcs1_sha512];

    private static readonly NamedGroup[] KnownGroups =
        [NamedGroup.X25519MLKEM768, NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1];

    private static readonly SignatureScheme[] KnownSchemes =
    [
        SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.ed25519, SignatureScheme.ecdsa_secp384r1_sha384,
        SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_rsae_sha384, SignatureScheme.rsa_pss_rsae_sha512,
        SignatureScheme.rsa_pss_pss_sha256, SignatureScheme.rsa_pss_pss_sha384, SignatureScheme.rsa_pss_pss_sha512,
    ];

    /// <summary>Hybrid first, classical accepted.</summary>
    public static TlsPolicy Modern { get; } = new(
        "modern-2026-11",
        [NamedGroup.X25519MLKEM768, NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1],
        [CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_CHACHA20_POLY1305_SHA256],
        KnownSchemes);

    /// <summary>Checks and freezes a policy.</summary>
    /// <param name="name">What logs call it.</param>
    /// <param name="groups">Groups, best first; the first is the one a client sends a share for.</param>
    /// <param name="cipherSuites">Suites, best first.</param>
    /// <param name="signatureSchemes">Schemes for CertificateVerify, best first; certificates may carry rsa_pkcs1_* besides.</param>
    /// <exception cref="ArgumentException">A list is empty, has an entry twice, or names what the engine does not speak.</exception>
    public TlsPolicy(string name, IReadOnlyList<NamedGroup> groups, IReadOnlyList<CipherSuite> cipherSuites, IReadOnlyList<SignatureScheme> signatureSchemes)
    {
        Name = name;
        Groups = Checked(groups, nameof(groups), g => KnownGroups.Contains(g), Iana.Name);
        CipherSuites = Checked(cipherSuites, nameof(cipherSuites), Enum.IsDefined, Iana.Name);
        SignatureSchemes = Checked(signatureSchemes, nameof(signatureSchemes), s => KnownSchemes.Contains(s), Iana.Name);
        CertificateSignatureSchemes = [.. SignatureSchemes, .. CertificatesOnly];
    }

    /// <summary>What logs call this policy.</summary>
    public string Name { get; }

    /// <summary>Groups, best first. RFC 9846 4.3.7.</summary>
    public IReadOnlyList<NamedGroup> Groups { get; }

    /// <summary>Suites, best first. RFC 9846 B.4.</summary>
    public IReadOnlyList<CipherSuite> CipherSuites { get; }

    /// <summary>Schemes for CertificateVerify, best first. RFC 9846 4.3.3.</summary>
    public IReadOnlyList<SignatureScheme> SignatureSchemes { get; }

    /// <summary>Schemes for signatures inside certificates. RFC 9846 4.3.3, 9.1.</summary>
    public IReadOnlyList<SignatureScheme> CertificateSignatureSchemes { get; }

    private static T[] Checked<T>(IReadOnlyList<T> list, string parameter, Predicate<T> isKnown, Func<T, string> name)
    {
        if (list.Count == 0) throw new ArgumentException("The list is empty: name at least one.", parameter);
        for (var i = 0; i < list.Count; i++)
        {
            if (!isKnown(list[i])) throw new ArgumentException($"{name(list[i])} is not spoken here.", parameter);
            if (list.Take(i).Contains(list[i])) throw new ArgumentException($"{name(list[i])} is listed twice.", parameter);
        }

        return [.. list];
    }
}
