using Adit.Tls.Cryptography.Aead;
using Adit.Tls.Sessions;
using Adit.Tls.Tests.Certificates;

namespace Adit.Tls.Tests.Sessions;

/// <summary>The keys that seal tickets: random from the first on, renewed, and gone when no ticket of theirs could be used any more.</summary>
public sealed class TicketKeysTests : IDisposable
{
    private static readonly byte[] Contents = [1, 2, 3];
    private static readonly byte[] Binding = [4, 5];

    private readonly TicketKeys keys = new();

    public void Dispose() => keys.Dispose();

    [Flaw(29)]
    [Fact]
    [Requirement("RFC9846-4.7.1-15")]
    public void A_ticket_opens_for_what_it_was_bound_to_and_for_nothing_else()
    {
        var ticket = keys.Seal(Contents, Binding, Recipe.Now)!;
        using var contents = keys.Open(ticket, Binding, Recipe.Now);
        Assert.Equal(Contents, contents!.Span.ToArray());
        Assert.Null(keys.Open(ticket, [4, 6], Recipe.Now));
        Assert.Null(keys.Open(ticket, [], Recipe.Now));
    }

    [Fact]
    public void The_same_contents_never_make_the_same_ticket()
    {
        var tickets = Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(keys.Seal(Contents, Binding, Recipe.Now)!)).ToArray();
        Assert.Equal(100, tickets.Distinct().Count());
        Assert.Equal(100, tickets.Select(t => t[32..56]).Distinct().Count()); // the nonces
    }

    [Flaw(28)]
    [Fact]
    public void The_first_key_is_as_random_as_every_other_and_never_zero()
    {
        // GnuTLS CVE-2020-13777: the key was zero until the first rotation.
        var ticket = keys.Seal(Contents, Binding, Recipe.Now)!;
        using var zero = AeadKeys.Create(CipherSuite.TLS_AES_256_GCM_SHA384, new byte[32]);
        Assert.False(zero.Open(ticket.AsSpan(16, 12), ticket.AsSpan(28, Contents.Length), ticket.AsSpan(^16), new byte[Contents.Length], Binding));

        var forged = (byte[])ticket.Clone();
        zero.Seal(forged.AsSpan(16, 12), Contents, forged.AsSpan(28, Contents.Length), forged.AsSpan(^16), Binding);
        Assert.Null(keys.Open(forged, Binding, Recipe.Now));

        using var others = new TicketKeys();
        Assert.NotEqual(ticket[..16], others.Seal(Contents, Binding, Recipe.Now)![..16]);
        Assert.Null(others.Open(ticket, Binding, Recipe.Now));
    }

    [Flaw(28)]
    [Fact]
    public void A_key_seals_for_six_hours_and_opens_for_a_day_after_that()
    {
        var first = keys.Seal(Contents, Binding, Recipe.Now)!;
        var last = keys.Seal(Contents, Binding, Recipe.Now.AddHours(6).AddSeconds(-1))!;
        Assert.Equal(first[..16], last[..16]);
        Assert.Equal(1, keys.Count);

        var next = keys.Seal(Contents, Binding, Recipe.Now.AddHours(6))!;
        Assert.NotEqual(first[..16], next[..16]);
        Assert.Equal(2, keys.Count);

        keys.Open(last, Binding, Recipe.Now.AddHours(30))!.Dispose();
        Assert.Null(keys.Open(last, Binding, Recipe.Now.AddHours(30).AddSeconds(1)));
        Assert.Equal(1, keys.Count);
        keys.Open(next, Binding, Recipe.Now.AddHours(36))!.Dispose();
    }

    [Flaw(31)]
    [Fact]
    public void There_are_never_more_than_a_handful()
    {
        for (var hour = 0; hour < 24 * 30; hour++)
        {
            keys.Seal(Contents, Binding, Recipe.Now.AddHours(hour));
            Assert.InRange(keys.Count, 1, 6);
        }
    }

    [Fact]
    public void After_disposal_nothing_is_sealed_and_nothing_opens()
    {
        var ticket = keys.Seal(Contents, Binding, Recipe.Now)!;
        keys.Dispose();
        Assert.Equal(0, keys.Count);
        Assert.Null(keys.Open(ticket, Binding, Recipe.Now));
        Assert.Null(keys.Seal(Contents, Binding, Recipe.Now));
    }
}
