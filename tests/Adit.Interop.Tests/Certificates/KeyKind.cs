namespace Adit.Interop.Certificates;

/// <summary>What kind of key a certificate of a test holds.</summary>
public enum KeyKind
{
    P256,
    Rsa2048,
    Ed25519,
}
