namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>The groups the engine can exchange keys with. Which of them it may use is for the policy. References: RFC 9846 4.3.7, RFC 10024 4.</summary>
internal static class KeyExchangeGroups
{
    private static readonly X25519 x25519 = new();
    private static readonly Secp256r1 secp256r1 = new();
    private static readonly Secp384r1 secp384r1 = new();
    private static readonly X25519MlKem768 x25519MlKem768 = new();

    /// <summary>The group of that name; null when it is not spoken here.</summary>
    public static KeyExchangeGroup? Find(NamedGroup name) => name switch
    {
        NamedGroup.X25519MLKEM768 => x25519MlKem768,
        NamedGroup.x25519 => x25519,
        NamedGroup.secp256r1 => secp256r1,
        NamedGroup.secp384r1 => secp384r1,
        _ => null,
    };
}
