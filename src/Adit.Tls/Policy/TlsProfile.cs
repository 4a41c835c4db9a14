using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Policy;

/// <summary>
/// A named list of what may be negotiated. A dated profile never changes once it is out: what it lists today it lists in ten years,
/// and new advice is a profile of a new date. The undated name stands for the newest. Immutable and thread-safe.
/// </summary>
/// <example><code>var policy = TlsProfile.PostQuantum.Build();</code></example>
public sealed class TlsProfile
{
    private static readonly IReadOnlyList<CipherSuite> AllSuites =
        [CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_CHACHA20_POLY1305_SHA256];

    private static readonly IReadOnlyList<SignatureScheme> RsaPss =
    [
        SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_rsae_sha384, SignatureScheme.rsa_pss_rsae_sha512,
        SignatureScheme.rsa_pss_pss_sha256, SignatureScheme.rsa_pss_pss_sha384, SignatureScheme.rsa_pss_pss_sha512,
    ];

    private static readonly IReadOnlyList<SignatureScheme> MlDsa = [SignatureScheme.mldsa65, SignatureScheme.mldsa87, SignatureScheme.mldsa44];

    private static readonly IReadOnlyList<SignatureScheme> ModernSchemes =
        [SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.ed25519, SignatureScheme.ecdsa_secp384r1_sha384, .. RsaPss, .. MlDsa];

    private TlsProfile(
        string alias,
        string date,
        IReadOnlyList<NamedGroup> groups,
        IReadOnlyList<CipherSuite> cipherSuites,
        IReadOnlyList<SignatureScheme> signatureSchemes)
    {
        Alias = alias;
        Name = $"{alias}-{date}";
        Groups = groups;
        CipherSuites = cipherSuites;
        SignatureSchemes = signatureSchemes;
    }

    /// <summary>Hybrid first, classical accepted. <c>modern-2026-11</c>.</summary>
    public static TlsProfile Modern { get; } = new(
        "modern",
        "2026-11",
        [NamedGroup.X25519MLKEM768, NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1],
        AllSuites,
        ModernSchemes);

    /// <summary>Hybrids and nothing else: what is recorded today stays closed. <c>post-quantum-2026-11</c>.</summary>
    public static TlsProfile PostQuantum { get; } = new(
        "post-quantum",
        "2026-11",
        [NamedGroup.X25519MLKEM768, NamedGroup.SecP256r1MLKEM768, NamedGroup.SecP384r1MLKEM1024],
        AllSuites,
        ModernSchemes);

    /// <summary>Every hybrid and every curve, for peers that are particular; no finite field and no ML-KEM alone. <c>compatible-2026-11</c>.</summary>
    public static TlsProfile Compatible { get; } = new(
        "compatible",
        "2026-11",
        [
            NamedGroup.X25519MLKEM768, NamedGroup.SecP256r1MLKEM768, NamedGroup.SecP384r1MLKEM1024,
            NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1, NamedGroup.secp521r1,
        ],
        AllSuites,
        [
            SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.ed25519, SignatureScheme.ecdsa_secp384r1_sha384,
            SignatureScheme.ecdsa_secp521r1_sha512, .. RsaPss, .. MlDsa,
        ]);

    /// <summary>
    /// Uses algorithms that FIPS 140-3 approves, from the platform's cryptography alone; whether that is a validated module is for its owner to know.
    /// <c>fips-approved-2026-11</c>.
    /// </summary>
    public static TlsProfile FipsApproved { get; } = new(
        "fips-approved",
        "2026-11",
        [NamedGroup.SecP256r1MLKEM768, NamedGroup.SecP384r1MLKEM1024, NamedGroup.secp256r1, NamedGroup.secp384r1],
        [CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384],
        [SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.ecdsa_secp384r1_sha384, .. RsaPss])
    {
        UsesPlatformOnly = true,
    };

    /// <summary>Every profile; of two with one alias the later is the newer.</summary>
    public static IReadOnlyList<TlsProfile> All { get; } = [Modern, PostQuantum, Compatible, FipsApproved];

    /// <summary>The dated name: <c>modern-2026-11</c>.</summary>
    public string Name { get; }

    /// <summary>The undated name: <c>modern</c>.</summary>
    public string Alias { get; }

    /// <summary>Groups, best first.</summary>
    public IReadOnlyList<NamedGroup> Groups { get; }

    /// <summary>Suites, best first.</summary>
    public IReadOnlyList<CipherSuite> CipherSuites { get; }

    /// <summary>Schemes for CertificateVerify, best first.</summary>
    public IReadOnlyList<SignatureScheme> SignatureSchemes { get; }

    /// <summary>True where only the platform's cryptography may be used: the lists may then be narrowed and not widened.</summary>
    public bool UsesPlatformOnly { get; private init; }

    /// <summary>The profile of a dated name, or the newest of an undated one; null when there is none.</summary>
    public static TlsProfile? Find(string name) => All.LastOrDefault(p => p.Name == name || p.Alias == name);

    /// <summary>The policy that this profile is.</summary>
    /// <exception cref="PlatformNotSupportedException">The platform's cryptography has to do what it cannot.</exception>
    public TlsPolicy Build() => Build(Name);

    /// <summary>A policy that begins from this profile. A list that is not given is the profile's.</summary>
    /// <param name="name">What logs call the policy.</param>
    /// <param name="groups">Groups in place of the profile's, best first.</param>
    /// <param name="cipherSuites">Suites in place of the profile's, best first.</param>
    /// <param name="signatureSchemes">Schemes in place of the profile's, best first.</param>
    /// <exception cref="ArgumentException">A list is empty, has an entry twice, names what the engine does not speak, or widens a profile that <see cref="UsesPlatformOnly"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform's cryptography has to do what it cannot.</exception>
    public TlsPolicy Build(
        string name,
        IReadOnlyList<NamedGroup>? groups = null,
        IReadOnlyList<CipherSuite>? cipherSuites = null,
        IReadOnlyList<SignatureScheme>? signatureSchemes = null)
    {
        if (!UsesPlatformOnly) return new TlsPolicy(name, groups ?? Groups, cipherSuites ?? CipherSuites, signatureSchemes ?? SignatureSchemes);
        var policy = new TlsPolicy(
            name,
            Within(Groups, groups, nameof(groups), Iana.Name),
            Within(CipherSuites, cipherSuites, nameof(cipherSuites), Iana.Name),
            Within(SignatureSchemes, signatureSchemes, nameof(signatureSchemes), Iana.Name),
            KeyExchangeGroups.OfPlatform);
        foreach (var group in policy.Groups)
        {
            if (KeyExchangeGroups.OfPlatform.Find(group) is null)
                throw new PlatformNotSupportedException($"The profile {Name} uses the cryptography of the platform alone, which has no ML-KEM for {Iana.Name(group)} here: give it OpenSSL 3.5 or newer, or list classical groups only ({Classical()}).");
        }

        return policy;
    }

    private string Classical() => string.Join(", ", Groups.Where(g => !KeyExchangeGroups.All.Find(g)!.IsPostQuantum));

    private IReadOnlyList<T> Within<T>(IReadOnlyList<T> own, IReadOnlyList<T>? given, string parameter, Func<T, string> name)
    {
        foreach (var entry in given ?? [])
        {
            if (!own.Contains(entry))
                throw new ArgumentException($"The profile {Name} can be narrowed and not widened, and {name(entry)} is not one of {string.Join(", ", own.Select(name))}.", parameter);
        }

        return given ?? own;
    }
}
