using System.Security.Cryptography;
using Adit.Tls.Cryptography.Hashing;

namespace Adit.Tls.Schedule;

/// <summary>Keying material for other protocols out of a connection's exporter secret. Thread-safe. References: RFC 9846 7.5, RFC 9266.</summary>
internal static class Exporter
{
    /// <summary>The longest label that fits an HkdfLabel behind "tls13 ".</summary>
    public const int MaxLabelLength = 255 - 6;

    /// <summary>RFC 9266 2: the label of the channel binding <c>tls-exporter</c>, whose context is empty.</summary>
    public const string ChannelBindingLabel = "EXPORTER-Channel-Binding";

    /// <summary>RFC 9266 2.</summary>
    public const int ChannelBindingLength = 32;

    /// <summary>The longest output of HKDF-Expand (RFC 5869 2.3).</summary>
    public static int MaxLength(HashFunction hash) => 255 * hash.Length;

    public static void Export(HashFunction hash, Secret exporterSecret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> output)
    {
        Span<byte> contextHash = stackalloc byte[HashFunction.MaxLength];
        Span<byte> derived = stackalloc byte[HashFunction.MaxLength];
        contextHash = contextHash[..hash.Length];
        derived = derived[..hash.Length];
        hash.Digest(context, contextHash);
        try
        {
            hash.ExpandLabel(exporterSecret.Reveal(), label, hash.OfNothing, derived);
            hash.ExpandLabel(derived, "exporter"u8, contextHash, output);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }
}
