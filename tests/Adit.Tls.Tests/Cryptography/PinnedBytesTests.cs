using Adit.Tls.Cryptography;

namespace Adit.Tls.Tests.Cryptography;

public sealed class PinnedBytesTests
{
    [Fact]
    public void What_is_done_with_is_overwritten_and_throws()
    {
        const int length = 3930; // no other test has an array of this size, so that nobody uses it again
        var bytes = new PinnedBytes(length);
        var seen = bytes.Span;
        Assert.Equal(length, seen.Length);
        seen.Fill(7);
        bytes.Dispose();
        bytes.Dispose();
        Assert.Equal(new byte[length], seen.ToArray());
        Assert.Throws<ObjectDisposedException>(() => bytes.Span.Length);
    }

    [Fact]
    public void An_array_that_came_back_is_used_again_and_by_one_only()
    {
        const int length = 4064; // no other test has this size
        var first = PinnedArrays.Rent(length);
        PinnedArrays.Return(first);
        var second = PinnedArrays.Rent(length - 1);
        var third = PinnedArrays.Rent(length);
        Assert.Same(first, second);
        Assert.NotSame(second, third);
    }

    [Fact]
    public void A_disposal_that_is_repeated_gives_an_array_back_once()
    {
        const int length = 4000;
        var bytes = new PinnedBytes(length);
        bytes.Dispose();
        bytes.Dispose();
        Assert.NotSame(PinnedArrays.Rent(length), PinnedArrays.Rent(length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100_000)]
    public void There_is_an_array_of_every_length(int length)
    {
        var array = PinnedArrays.Rent(length);
        Assert.InRange(array.Length, length, length + 31);
        PinnedArrays.Return(array);
    }

    [Fact]
    public void Only_so_many_of_a_size_are_kept()
    {
        const int length = 3968;
        var many = Enumerable.Range(0, 100).Select(_ => PinnedArrays.Rent(length)).ToArray();
        foreach (var array in many) PinnedArrays.Return(array);
        var again = Enumerable.Range(0, 100).Select(_ => PinnedArrays.Rent(length)).ToHashSet();
        Assert.Equal(64, many.Count(again.Contains));
    }
}
