using Adit.Tls.Cryptography;

namespace Adit.Tls.Tests.Cryptography;

public sealed class PinnedBytesTests
{
    [Fact]
    public void Disposal_overwrites_the_bytes()
    {
        var secret = new PinnedBytes(32);
        var seen = secret.Span;
        seen.Fill(0xA5);

        secret.Dispose();

        Assert.Equal(new byte[32], seen.ToArray());
    }

    [Fact]
    public void Later_use_throws_instead_of_giving_zeros()
    {
        var secret = new PinnedBytes(32);
        secret.Dispose();
        secret.Dispose();

        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
    }
}
