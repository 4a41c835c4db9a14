using Adit.Tls.Records;

namespace Adit.Tls.Tests.Records;

public sealed class RecordSizingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly RecordSizing sizing = new(RecordFormat.MaxContentLength);

    [Fact]
    public void The_first_records_fit_a_packet_and_those_after_64_KiB_are_full()
    {
        Assert.InRange(sizing.Next(TimeSpan.Zero), 1, 1400 - RecordFormat.Overhead);
        sizing.Sent((64 << 10) - 1, TimeSpan.Zero);
        Assert.InRange(sizing.Next(TimeSpan.Zero), 1, 1400 - RecordFormat.Overhead);
        sizing.Sent(1, TimeSpan.Zero);
        Assert.Equal(RecordFormat.MaxContentLength, sizing.Next(TimeSpan.Zero));
    }

    [Fact]
    public void After_a_pause_they_begin_anew()
    {
        sizing.Sent(1 << 20, TimeSpan.Zero);
        Assert.Equal(RecordFormat.MaxContentLength, sizing.Next(Second - TimeSpan.FromTicks(1)));
        Assert.InRange(sizing.Next(Second), 1, 1400);
        sizing.Sent(100, Second);
        Assert.InRange(sizing.Next(Second), 1, 1400);
    }

    [Fact]
    public void A_peer_that_takes_less_gets_less() => Assert.Equal(64, new RecordSizing(64).Next(TimeSpan.Zero));
}
