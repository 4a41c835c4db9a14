using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>
/// The groups that can exchange keys, by whose cryptography. Which of them may be used is for the policy. Immutable and thread-safe.
/// References: RFC 9846 4.3.7, RFC 10024 4.
/// </summary>
internal sealed class KeyExchangeGroups
{
    private readonly KeyExchangeGroup[] groups;

    private KeyExchangeGroups(params KeyExchangeGroup[] groups) => this.groups = groups;

    /// <summary>All that the engine speaks.</summary>
    public static KeyExchangeGroups All { get; } = new(
        new X25519MlKem768(new MlKem768()),
        new SecP256r1MlKem768(new MlKem768()),
        new SecP384r1MlKem1024(BestMlKem1024()),
        new X25519(),
        new Secp256r1(),
        new Secp384r1(),
        new Secp521r1(),
        new MlKem768(),
        BestMlKem1024(),
        new Ffdhe3072(),
        new Ffdhe2048());

    /// <summary>Those that need no cryptography but the platform's.</summary>
    public static KeyExchangeGroups OfPlatform { get; } = PlatformMlKem.IsSupported
        ? new(
            new SecP256r1MlKem768(new PlatformMlKem(NamedGroup.MLKEM768, MLKemAlgorithm.MLKem768)),
            new SecP384r1MlKem1024(new PlatformMlKem(NamedGroup.MLKEM1024, MLKemAlgorithm.MLKem1024)),
            new Secp256r1(),
            new Secp384r1())
        : new(new Secp256r1(), new Secp384r1());

    /// <summary>Their names.</summary>
    public IEnumerable<NamedGroup> Names => groups.Select(g => g.Name);

    /// <summary>The group of that name; null when it is not spoken here.</summary>
    public KeyExchangeGroup? Find(NamedGroup name) => Array.Find(groups, g => g.Name == name);

    private static KeyExchangeGroup BestMlKem1024() =>
        PlatformMlKem.IsSupported ? new PlatformMlKem(NamedGroup.MLKEM1024, MLKemAlgorithm.MLKem1024) : new MlKem1024();
}
