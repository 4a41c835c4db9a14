using Adit.Cli.Configuration;

namespace Adit.Cli.Tests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0KiB", 0)]
    [InlineData("512KiB", 512L << 10)]
    [InlineData("1MiB", 1L << 20)]
    [InlineData("64GiB", 64L << 30)]
    [InlineData("8388607TiB", 8388607L << 40)]
    public void A_size_carries_its_unit(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse(text));

    [Theory]
    [InlineData("64", "has no unit")]
    [InlineData("", "is no size")]
    [InlineData("-1GiB", "is no size")]
    [InlineData("1.5GiB", "is no unit of size")]
    [InlineData("64GB", "is no unit of size")]
    [InlineData("64gib", "is no unit of size")]
    [InlineData("64 GiB", "is no unit of size")]
    [InlineData("8388608TiB", "more than can be counted")]
    [InlineData("99999999999999999999KiB", "more than can be counted")]
    public void What_is_no_size_is_told_how_one_is_written(string text, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<FormatException>(() => ByteSize.Parse(text)).Message, StringComparison.Ordinal);
}
