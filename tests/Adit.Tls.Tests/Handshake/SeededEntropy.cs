using System.Security.Cryptography;
using System.Text;
using Adit.Tls.Cryptography;

namespace Adit.Tls.Tests.Handshake;

/// <summary>The same bytes in every run, so that a flight can be recorded and played to another handshake.</summary>
internal sealed class SeededEntropy(string seed) : Entropy
{
    private readonly byte[] key = SHA256.HashData(Encoding.ASCII.GetBytes(seed));
    private int draws;

    /// <summary>Which draw fails; none by default.</summary>
    public int FailsAt { get; init; } = int.MaxValue;

    public int Draws => draws;

    public override void Fill(Span<byte> destination)
    {
        if (draws++ >= FailsAt) throw new CryptographicException("The generator is broken.");
        HKDF.Expand(HashAlgorithmName.SHA256, key, destination, BitConverter.GetBytes(draws));
    }
}
