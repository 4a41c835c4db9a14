using Adit.Tls.Cryptography;

namespace Adit.Tls.Tests.Cryptography;

/// <summary>Gives out the bytes it was made with, in order, once.</summary>
internal sealed class ScriptedEntropy(params byte[][] draws) : Entropy
{
    private readonly byte[] bytes = [.. draws.SelectMany(d => d)];
    private int used;

    public int Left => bytes.Length - used;

    public override void Fill(Span<byte> destination)
    {
        bytes.AsSpan(used, destination.Length).CopyTo(destination);
        used += destination.Length;
    }
}
