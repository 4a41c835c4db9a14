using System.Security.Cryptography;
using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Cryptography;

/// <summary>Where randomness comes from, and keys that are drawn from it. The engine has none of its own, so that a handshake can be replayed byte for byte.</summary>
internal abstract class Entropy
{
    /// <summary>The operating system's generator. Thread-safe.</summary>
    public static Entropy System { get; } = new SystemEntropy();

    /// <summary>Fills <paramref name="destination"/> whole.</summary>
    public abstract void Fill(Span<byte> destination);

    /// <summary>An ephemeral key drawn from here, which nobody else has or gets; the caller disposes of it. Thread-safe where <see cref="Fill"/> is.</summary>
    public virtual EphemeralKey NewKey(KeyExchangeGroup group) => group.Generate(this);

    private sealed class SystemEntropy : Entropy
    {
        public override void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
    }
}
