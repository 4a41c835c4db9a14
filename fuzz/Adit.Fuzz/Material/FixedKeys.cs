using System.Security.Cryptography;
using System.Text;
using Adit.Tls;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Fuzz.Material;

/// <summary>Ed25519 keys that are the same in every run: so are their signatures, and with them whole handshakes.</summary>
internal static class FixedKeys
{
    public static PrivateKey Root { get; } = Of("root");

    public static PrivateKey Server { get; } = Of("server");

    public static PrivateKey Client { get; } = Of("client");

    public static byte[] Sign(PrivateKey key, byte[] content) => key.SignAsync(SignatureScheme.ed25519, content).AsTask().GetAwaiter().GetResult();

    private static PrivateKey Of(string name) => Ed25519PrivateKey.FromSeed(SHA256.HashData(Encoding.ASCII.GetBytes(name)));
}
