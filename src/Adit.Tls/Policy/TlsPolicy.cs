using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Policy;

/// <summary>What may be negotiated, best first. Immutable once built, and checked when built. Thread-safe.</summary>
/// <remarks>A <see cref="TlsProfile"/> builds one from a list that is kept for you; this constructor takes any.</remarks>
public sealed class TlsPolicy
{
    private static readonly SignatureScheme[] CertificatesOnly =
        [SignatureScheme.rsa_pkcs1_sha256, SignatureScheme.rsa_pkcs1_sha384, SignatureScheme.rsa_pkcs1_sha512];

    private readonly KeyExchangeGroups exchanges;

    /// <summary>Checks and freezes a policy.</summary>
    /// <param name="name">What logs call it.</param>
    /// <param name="groups">Groups, best first; the first is the one a client sends a share for.</param>
    /// <param name="cipherSuites">Suites, best first.</param>
    /// <param name="signatureSchemes">Schemes for CertificateVerify, best first; certificates may carry rsa_pkcs1_* besides.</param>
    /// <exception cref="ArgumentException">A list is empty, has an entry twice, or names what the engine does not speak.</exception>
    public TlsPolicy(string name, IReadOnlyList<NamedGroup> groups, IReadOnlyList<CipherSuite> cipherSuites, IReadOnlyList<SignatureScheme> signatureSchemes)
        : this(name, groups, cipherSuites, signatureSchemes, KeyExchangeGroups.All)
    {
    }

    internal TlsPolicy(
        string name,
        IReadOnlyList<NamedGroup> groups,
        IReadOnlyList<CipherSuite> cipherSuites,
        IReadOnlyList<SignatureScheme> signatureSchemes,
        KeyExchangeGroups exchanges)
    {
        this.exchanges = exchanges;
        Name = name;
        Groups = Checked(groups, nameof(groups), KnownGroups, Iana.Name);
        GroupsAsTaken = [.. Groups.OrderByDescending(group => exchanges.Find(group) is { IsPostQuantum: true })];
        CipherSuites = Checked(cipherSuites, nameof(cipherSuites), KnownCipherSuites, Iana.Name);
        SignatureSchemes = Checked(signatureSchemes, nameof(signatureSchemes), KnownSignatureSchemes, Iana.Name);
        CertificateSignatureSchemes = [.. SignatureSchemes, .. CertificatesOnly];
    }

    /// <summary>Hybrid first, classical accepted: <see cref="TlsProfile.Modern"/> as it is.</summary>
    public static TlsPolicy Modern { get; } = TlsProfile.Modern.Build();

    /// <summary>Every group that a policy may list.</summary>
    public static IReadOnlyList<NamedGroup> KnownGroups => [.. KeyExchangeGroups.All.Names];

    /// <summary>Every suite that a policy may list.</summary>
    public static IReadOnlyList<CipherSuite> KnownCipherSuites => Enum.GetValues<CipherSuite>();

    /// <summary>Every scheme that a policy may list for CertificateVerify.</summary>
    public static IReadOnlyList<SignatureScheme> KnownSignatureSchemes =>
    [
        SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.ed25519, SignatureScheme.ecdsa_secp384r1_sha384,
        SignatureScheme.ecdsa_secp521r1_sha512,
        SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_rsae_sha384, SignatureScheme.rsa_pss_rsae_sha512,
        SignatureScheme.rsa_pss_pss_sha256, SignatureScheme.rsa_pss_pss_sha384, SignatureScheme.rsa_pss_pss_sha512,
        SignatureScheme.mldsa44, SignatureScheme.mldsa65, SignatureScheme.mldsa87,
    ];

    /// <summary>What logs call this policy.</summary>
    public string Name { get; }

    /// <summary>Groups, best first. RFC 9846 4.3.7.</summary>
    public IReadOnlyList<NamedGroup> Groups { get; }

    /// <summary>The same as a server takes them: those that resist a quantum computer before every other.</summary>
    internal IReadOnlyList<NamedGroup> GroupsAsTaken { get; }

    /// <summary>Suites, best first. RFC 9846 B.4.</summary>
    public IReadOnlyList<CipherSuite> CipherSuites { get; }

    /// <summary>Schemes for CertificateVerify, best first. RFC 9846 4.3.3.</summary>
    public IReadOnlyList<SignatureScheme> SignatureSchemes { get; }

    /// <summary>Schemes for signatures inside certificates. RFC 9846 4.3.3, 9.1.</summary>
    public IReadOnlyList<SignatureScheme> CertificateSignatureSchemes { get; }

    /// <summary>True where a group of the list resists a quantum computer: a hybrid, or ML-KEM alone.</summary>
    public bool HasPostQuantumGroup => Groups.Any(g => KeyExchange(g).IsPostQuantum);

    /// <summary>The cryptography of a group of this policy.</summary>
    internal KeyExchangeGroup KeyExchange(NamedGroup group) =>
        exchanges.Find(group) ?? throw new InvalidOperationException($"The policy {Name} has no {Iana.Name(group)}.");

    private static IReadOnlyList<T> Checked<T>(IReadOnlyList<T> list, string parameter, IReadOnlyList<T> known, Func<T, string> name)
    {
        if (list.Count == 0) throw new ArgumentException("The list is empty: name at least one.", parameter);
        for (var i = 0; i < list.Count; i++)
        {
            if (!known.Contains(list[i])) throw new ArgumentException($"{name(list[i])} is not spoken here.", parameter);
            if (list.Take(i).Contains(list[i])) throw new ArgumentException($"{name(list[i])} is listed twice.", parameter);
        }

        return [.. list];
    }
}
