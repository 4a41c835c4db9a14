namespace Adit.Interop.Certificates;

/// <summary>What kind of key a certificate of a test holds.</summary>
public enum KeyKind
{
    P256,
    P384,
    P521,
    Ed25519,
    Rsa2048,

    /// <summary>id-RSASSA-PSS, without parameters.</summary>
    RsaPss2048,
    MlDsa44,
    MlDsa65,
    MlDsa87,
}
