using Adit.Tls.Cryptography;
using Adit.Tls.Messages;
using Adit.Tls.Sessions;
using Adit.Tls.Tests.Certificates;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.Sessions;

/// <summary>What a client keeps of the tickets it gets. References: RFC 9846 4.3.11.1, 4.7.1, C.4.</summary>
public sealed class TlsSessionCacheTests : IDisposable
{
    private readonly TlsSessionCache cache = new();
    private readonly List<PinnedBytes> keys = [];

    public void Dispose() => cache.Dispose();

    [Flaw(32)]
    [Fact]
    public void A_session_is_taken_once_and_the_newest_first()
    {
        cache.Add("a", Held(1));
        cache.Add("a", Held(2));
        Assert.Equal(2, Ticket(cache.Take("a", Recipe.Now)));
        Assert.Equal(1, Ticket(cache.Take("a", Recipe.Now)));
        Assert.Null(cache.Take("a", Recipe.Now));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void One_that_comes_between_the_telling_of_the_time_and_the_taking_is_kept_for_the_next()
    {
        cache.Add("a", Held(1));
        cache.Add("a", Held(2, receivedAt: Recipe.Now.AddMicroseconds(1)));
        Assert.Equal(1, Ticket(cache.Take("a", Recipe.Now)));
        Assert.Null(cache.Take("a", Recipe.Now));
        Assert.Equal(2, Ticket(cache.Take("a", Recipe.Now.AddMicroseconds(1))));
    }

    [Fact]
    public void A_session_of_one_use_is_not_taken_for_another()
    {
        cache.Add("a", Held(1));
        Assert.Null(cache.Take("b", Recipe.Now));
        Assert.Equal(1, cache.Count);
    }

    [Flaw(31)]
    [Fact]
    public void A_million_tickets_of_one_server_leave_no_more_than_eight()
    {
        for (var i = 0; i < 1_000_000; i++) cache.Add("a", Held(i));
        Assert.Equal(8, cache.Count);
        Assert.Equal(999_999, Ticket(cache.Take("a", Recipe.Now)));
    }

    [Flaw(31)]
    [Fact]
    public void Tickets_of_many_servers_are_bounded_too_and_the_oldest_goes()
    {
        for (var i = 0; i <= TlsSessionCache.Capacity; i++) cache.Add($"server {i}", Held(i));
        Assert.Equal(TlsSessionCache.Capacity, cache.Count);
        Assert.Null(cache.Take("server 0", Recipe.Now));
        Assert.NotNull(cache.Take("server 1", Recipe.Now));
    }

    [Fact]
    public void What_is_pushed_out_outdated_or_left_over_is_overwritten()
    {
        for (var i = 0; i <= TlsSessionCache.CapacityPerKey; i++) cache.Add("a", Held(i));
        AssertOverwritten(keys[0]);
        Assert.Null(cache.Take("a", Recipe.Now.AddDays(1)));
        Assert.All(keys, AssertOverwritten);
        cache.Add("a", Held(0));
        cache.Dispose();
        AssertOverwritten(keys[^1]);
        cache.Add("a", Held(0));
        AssertOverwritten(keys[^1]);
        Assert.Equal(0, cache.Count);
    }

    [Flaw(32)]
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(9_999, true)]
    [InlineData(10_000, false)]
    [Requirement("RFC9846-4.3.11.1-01")]
    public void A_ticket_of_ten_seconds_is_offered_for_so_long(int milliseconds, bool isOffered)
    {
        cache.Add("a", Held(1, TimeSpan.FromSeconds(10)));
        Assert.Equal(isOffered, cache.Take("a", Recipe.Now.AddMilliseconds(milliseconds)) is not null);
    }

    [Flaw(32)]
    [Fact]
    [Requirement("RFC9846-4.7.1-12")]
    public void A_ticket_is_offered_for_a_day_however_long_it_is_said_to_live()
    {
        cache.Add("a", Held(1, TimeSpan.FromDays(7)));
        cache.Add("b", Held(1, TimeSpan.FromDays(7)));
        Assert.NotNull(cache.Take("a", Recipe.Now.AddDays(1).AddMilliseconds(-1)));
        Assert.Null(cache.Take("b", Recipe.Now.AddDays(1)));
    }

    [Flaw(32)]
    [Fact]
    public void The_age_is_in_milliseconds_and_obscured()
    {
        cache.Add("a", Held(1));
        using var held = cache.Take("a", Recipe.Now.AddMilliseconds(1500))!;
        using var offer = held.ToOffer();
        Assert.Equal(unchecked(AgeAdd + 1500), offer.ObfuscatedAge(Recipe.Now.AddMilliseconds(1500)));
    }

    [Flaw(32)]
    [Theory]
    [InlineData(0u, 0)]
    [InlineData(1u, 1)]
    [InlineData(uint.MaxValue, 1)]
    [Requirement("RFC9846-4.7.1-12")]
    public void A_lifetime_of_zero_is_no_ticket_and_an_endless_one_is_cut(uint lifetime, int kept)
    {
        Receive(NewSessionTicket.Encode(TimeSpan.FromSeconds(lifetime), 1, new byte[] { 0 }, new byte[] { 9 }));
        Assert.Equal(kept, cache.Count);
        Assert.Null(cache.Take("a", Recipe.Now.AddDays(7)));
    }

    [Fact]
    [Requirement("RFC9846-4.7.1-16", "RFC9846-9.3-06")]
    public void A_ticket_with_extensions_that_nobody_here_knows_is_kept()
    {
        Receive(Flight.Message(HandshakeType.new_session_ticket, [0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 1, 7, 0, 12, 0x5a, 0x5a, 0, 1, 3, 0xfa, 0xce, 0, 3, 1, 2, 3]));
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    [Requirement("RFC9846-4.3.11-04", "RFC9846-4.7.1-07", "RFC9846-C.4-04")]
    public void Each_thing_that_a_session_depends_on_makes_another_key()
    {
        using var keys = new TlsSessionCache();
        var options = Endpoints.Client with { Sessions = keys };
        string?[] all =
        [
            SessionKey.Of(options),
            SessionKey.Of(options with { SessionScope = "another" }),
            SessionKey.Of(options with { ServerName = "another.example" }),
            SessionKey.Of(options with { ServerName = null }),
            SessionKey.Of(options with { Identities = [] }),
            SessionKey.Of(options with { Identities = [Endpoints.ServerIdentity] }),
            SessionKey.Of(options with { Authenticator = new Endpoints.ChainAuthenticator(new Adit.Tls.Certificates.TrustAnchors([Issued.Root().Certificate])) }),
            SessionKey.Of(options with { Policy = Endpoints.PolicyOf(NamedGroup.x25519) }),
            SessionKey.Of(options with { ApplicationProtocols = ["h2"] }),
        ];
        Assert.All(all, Assert.NotNull);
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(all[0], SessionKey.Of(options with { ServerName = Endpoints.ServerName.ToUpperInvariant() }));
        Assert.Null(SessionKey.Of(Endpoints.Client));
    }

    [Fact]
    public void A_ticket_that_is_too_long_for_a_hello_is_not_kept()
    {
        Receive(NewSessionTicket.Encode(TimeSpan.FromHours(1), 1, new byte[] { 0 }, new byte[16 * 1024]));
        Assert.Equal(1, cache.Count);
        Receive(NewSessionTicket.Encode(TimeSpan.FromHours(1), 1, new byte[] { 0 }, new byte[(16 * 1024) + 1]));
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void What_has_ended_is_overwritten_when_another_comes()
    {
        cache.Add("a", Held(1));
        cache.Add("b", Held(2));
        cache.Add("c", Held(3, receivedAt: Recipe.Now.AddHours(1)));
        Assert.All(keys[..2], AssertOverwritten);
        Assert.Equal(3, Ticket(cache.Take("c", Recipe.Now.AddHours(1))));
    }

    [Fact]
    public void A_session_that_came_later_is_no_worse_for_an_earlier_one_that_is_added_after_it()
    {
        cache.Add("a", Held(1, receivedAt: Recipe.Now.AddSeconds(1)));
        cache.Add("b", Held(2));
        Assert.Equal(2, cache.Count);
    }

    private const uint AgeAdd = uint.MaxValue - 100;

    private static TlsSession Session { get; } = new() { CipherSuite = CipherSuite.TLS_AES_128_GCM_SHA256, AuthenticatedAt = Recipe.Now };

    private void Receive(byte[] ticket)
    {
        using var secret = new Adit.Tls.Schedule.Secret(new byte[32]);
        new TicketReceiver(cache, "a", Session, secret, Recipe.Now).Take((NewSessionTicket)HandshakeMessage.Read(ticket), TimeSpan.Zero);
    }

    private HeldSession Held(int ticket, TimeSpan? lifetime = null, DateTimeOffset? receivedAt = null)
    {
        var psk = new PinnedBytes(32);
        if (keys.Count < 2000) keys.Add(psk);
        return new HeldSession(Session, BitConverter.GetBytes(ticket), AgeAdd, psk, receivedAt ?? Recipe.Now, lifetime ?? TimeSpan.FromHours(1));
    }

    private static int? Ticket(HeldSession? held)
    {
        if (held is null) return null;
        using var offer = held.ToOffer();
        held.Dispose();
        return BitConverter.ToInt32(offer.WireIdentity.Span);
    }

    private static void AssertOverwritten(PinnedBytes key) => Assert.Throws<ObjectDisposedException>(() => key.Span.Length);
}
