using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

public sealed class PaceTests
{
    private const int Large = 128 << 10;
    private readonly Pace pace = new();

    [Fact]
    public void Four_large_reads_in_a_row_make_a_stream()
    {
        Saw(3, Large);
        Assert.False(pace.IsStream);
        Saw(1, Large);
        Assert.True(pace.IsStream);
    }

    [Fact]
    public void A_smaller_read_of_the_same_way_begins_anew_and_one_of_the_other_does_not()
    {
        Saw(3, Large);
        Saw(1, Large - 1);
        Saw(3, Large);
        Assert.False(pace.IsStream);
        pace.Saw(down: default, up: new Reading(10, Scratch.Records));
        Saw(1, Large);
        Assert.True(pace.IsStream);
    }

    [Fact]
    public void Sixteen_small_reads_end_a_stream_unless_a_larger_one_comes_between()
    {
        Saw(4, Large);
        Saw(15, 100);
        Saw(1, 16 << 10);
        Saw(15, 100);
        Assert.True(pace.IsStream);
        Saw(1, 100);
        Assert.False(pace.IsStream);
    }

    [Fact]
    public void Turns_that_read_nothing_say_nothing()
    {
        Saw(4, Large);
        Saw(100, 0);
        Assert.True(pace.IsStream);
    }

    [Fact]
    public void A_read_of_all_but_a_record_of_what_it_may_is_large_however_little_that_is()
    {
        Saw(4, (48 << 10) - 1, mostRecords: 4);
        Assert.False(pace.IsStream);
        Saw(4, 48 << 10, mostRecords: 4);
        Assert.True(pace.IsStream);
    }

    private void Saw(int times, int read, int mostRecords = Scratch.Records)
    {
        for (var i = 0; i < times; i++) pace.Saw(down: new Reading(read, mostRecords), up: default);
    }
}
