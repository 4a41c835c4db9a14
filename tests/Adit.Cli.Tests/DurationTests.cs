using Adit.Cli.Configuration;

namespace Adit.Cli.Tests;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("10s", 10)]
    [InlineData("90m", 5400)]
    [InlineData("2h", 7200)]
    [InlineData("7d", 604800)]
    public void A_duration_carries_its_unit_and_is_written_back_as_it_came(string text, double seconds)
    {
        Assert.Equal(seconds, Duration.Parse(text).TotalSeconds);
        Assert.Equal(text, Duration.Format(Duration.Parse(text)));
    }

    [Theory]
    [InlineData("10", "has no unit; write \"10s\"")]
    [InlineData("", "is no duration")]
    [InlineData("-1s", "is no duration")]
    [InlineData("1.5s", "is no unit of time")]
    [InlineData("10 s", "is no unit of time")]
    [InlineData("10S", "is no unit of time")]
    [InlineData("25d", "is longer than 24d")]
    [InlineData("99999999999999999999s", "is longer than 24d")]
    public void What_is_no_duration_is_told_how_one_is_written(string text, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<FormatException>(() => Duration.Parse(text)).Message, StringComparison.Ordinal);
}
