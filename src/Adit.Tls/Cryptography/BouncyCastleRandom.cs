using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Security;

namespace Adit.Tls.Cryptography;

/// <summary>Lets BouncyCastle draw from an <see cref="Entropy"/> and from nothing else. As thread-safe as the entropy.</summary>
internal sealed class BouncyCastleRandom : IRandomGenerator
{
    private readonly Entropy entropy;

    private BouncyCastleRandom(Entropy entropy) => this.entropy = entropy;

    public static SecureRandom From(Entropy entropy) => new(new BouncyCastleRandom(entropy));

    public void NextBytes(byte[] bytes) => entropy.Fill(bytes);

    public void NextBytes(byte[] bytes, int start, int len) => entropy.Fill(bytes.AsSpan(start, len));

    public void NextBytes(Span<byte> bytes) => entropy.Fill(bytes);

    public void AddSeedMaterial(byte[] seed) => throw NotSeeded();

    public void AddSeedMaterial(ReadOnlySpan<byte> seed) => throw NotSeeded();

    public void AddSeedMaterial(long seed) => throw NotSeeded();

    private static NotSupportedException NotSeeded() => new("The entropy of a handshake takes no seed.");
}
