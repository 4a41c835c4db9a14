using System.Security.Cryptography;
using Adit.Fuzz.Material;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Fuzz.Certificates;

/// <summary>
/// A raw public key: reading fails with a TlsException, or keeps what came, is known by its SHA-256 alone, and takes nothing made up for its signature.
/// The input is the SubjectPublicKeyInfo.
/// </summary>
internal sealed class RawKeyTarget : ITarget
{
    private static readonly SignatureScheme[] Kinds =
        [SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.ecdsa_secp384r1_sha384, SignatureScheme.ecdsa_secp521r1_sha512, SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.mldsa44];

    public string Name => "raw_key";

    public IReadOnlyCollection<string> Places { get; } = ["read ECDSA P-256", "read ECDSA P-384", "read ECDSA P-521", "read Ed25519", "read RSA 2048", "read ML-DSA-44", "refused decode_error", "refused unsupported_certificate"];

    public IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        yield return ("ed25519", FixedKeys.Server.SubjectPublicKeyInfo.ToArray());
        foreach (var kind in Kinds)
        {
            using var key = SoftwareKey.Generate(kind);
            yield return (Iana.Name(kind), key.SubjectPublicKeyInfo.ToArray());
        }
    }

    public void Run(ReadOnlySpan<byte> input, Coverage coverage)
    {
        try
        {
            var key = RawPublicKey.Parse(input.ToArray());
            BugException.Unless(key.SubjectPublicKeyInfo.Span.SequenceEqual(input), "What is kept of the key is not what came.");
            BugException.Unless(key.Pin == $"sha256:{Convert.ToHexStringLower(SHA256.HashData(input))}", "The pin is not the key's.");
            BugException.Unless(key.Key.SignatureSchemes.Count > 0, "A key was taken that verifies nothing.");
            foreach (var scheme in key.Key.SignatureSchemes) RequireRefusal(key, scheme, input);
            coverage.Reach($"read {key.Algorithm}");
        }
        catch (TlsException error)
        {
            BugException.Unless(error.AlertSent is AlertDescription.decode_error or AlertDescription.unsupported_certificate, $"Not an alert for a raw key: {error}");
            coverage.Reach($"refused {error.AlertSent}");
        }
    }

    private static void RequireRefusal(RawPublicKey key, SignatureScheme scheme, ReadOnlySpan<byte> input)
    {
        foreach (var length in new[] { 0, 64, Math.Min(input.Length, 256) })
            BugException.Unless(!key.Key.Verify(scheme, "content"u8, input[..Math.Min(length, input.Length)]), "Bytes that nobody signed were taken for a signature.");
    }
}
