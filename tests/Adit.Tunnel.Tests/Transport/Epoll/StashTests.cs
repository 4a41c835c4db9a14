using System.Security.Cryptography;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

public sealed class StashTests
{
    private readonly Stash stash = new(isPlaintext: true);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory, MemberData(nameof(Seeds))]
    public void What_is_added_is_taken_in_order_whatever_the_pieces(int seed)
    {
        var dice = new Dice(seed);
        var all = RandomNumberGenerator.GetBytes(800_000);
        var taken = new List<byte>();
        for (var added = 0; taken.Count < all.Length;)
        {
            var count = Math.Min(dice.Next(200_000), all.Length - added);
            stash.Add(all.AsSpan(added, count));
            added += count;
            for (var takes = dice.Next(5); takes > 0 && !stash.IsEmpty; takes--)
            {
                var some = stash.Bytes[..(1 + dice.Next(stash.Bytes.Length))];
                taken.AddRange(some);
                stash.Take(some.Length);
            }
        }

        Assert.Equal(all, taken);
        Assert.Equal(0, stash.Held);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16_384)]
    [InlineData(300_000)]
    public void Everything_can_be_taken_at_once(int count)
    {
        var bytes = RandomNumberGenerator.GetBytes(count);
        stash.Add(bytes);
        var into = new byte[count];
        Assert.Equal(count, stash.TakeInto(into));
        Assert.Equal(bytes, into);
        Assert.True(stash.IsEmpty);
        Assert.Equal(0, stash.Held);
    }

    [Theory]
    [InlineData(100, 128)]
    [InlineData(16_384, 16_384)]
    [InlineData(525_000, 525_000 + (64 << 10))]
    public void The_memory_is_about_as_large_as_what_waits(int count, int most)
    {
        stash.Add(new byte[count]);
        Assert.InRange(stash.Held, count, most);
        stash.Clear();
        Assert.Equal(0, stash.Held);
    }

    [Fact]
    public void Many_small_additions_take_little_more_than_their_bytes()
    {
        for (var i = 0; i < 1000; i++) stash.Add(new byte[100]);
        Assert.InRange(stash.Held, 100_000, 100_000 + (4 << 10));
        stash.Clear();
    }
}
