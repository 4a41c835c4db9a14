using System.Security.Cryptography;

namespace Adit.Tls.Cryptography;

/// <summary>Where randomness comes from. The engine has none of its own, so that a handshake can be replayed byte for byte.</summary>
internal abstract class Entropy
{
    /// <summary>The operating system's generator. Thread-safe.</summary>
    public static Entropy System { get; } = new SystemEntropy();

    /// <summary>Fills <paramref name="destination"/> whole.</summary>
    public abstract void Fill(Span<byte> destination);

    private sealed class SystemEntropy : Entropy
    {
        public override void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
    }
}
