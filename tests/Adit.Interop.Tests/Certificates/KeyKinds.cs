namespace Adit.Interop.Certificates;

/// <summary>Kinds of keys that go together.</summary>
internal static class KeyKinds
{
    /// <summary>Those that every peer has.</summary>
    public static IReadOnlyList<KeyKind> Classical { get; } =
        [KeyKind.P256, KeyKind.P384, KeyKind.P521, KeyKind.Ed25519, KeyKind.Rsa2048, KeyKind.RsaPss2048];
}
