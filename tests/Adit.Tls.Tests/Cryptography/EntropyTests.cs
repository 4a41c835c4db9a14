using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Tests.Cryptography;

/// <summary>Randomness is the operating system's, and no other is at hand. References: RFC 9846 C.1.</summary>
public sealed class EntropyTests
{
    [Fact]
    [Requirement("RFC9846-C.1-01")]
    public void The_one_generator_of_the_product_is_that_of_the_operating_system()
    {
        Assert.Equal([typeof(KeysAhead), Entropy.System.GetType()], typeof(Entropy).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Entropy))).ToHashSet());
        var sources = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        Assert.Contains(sources, source => source.Contains("Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);", StringComparison.Ordinal));
        Assert.Contains(sources, source => source.Contains("class KeysAhead", StringComparison.Ordinal) && source.Contains("Fill(Span<byte> destination) => System.Fill(destination);", StringComparison.Ordinal));
        Assert.DoesNotContain(sources, source => source.Contains("new Random(", StringComparison.Ordinal) || source.Contains("Random.Shared", StringComparison.Ordinal));
    }
}
