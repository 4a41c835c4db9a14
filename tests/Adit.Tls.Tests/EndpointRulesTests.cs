using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests;

/// <summary>Options that could never work are refused where they are given.</summary>
public sealed class EndpointRulesTests
{
    [Theory]
    [InlineData("", "\"\" is not 1 to 255 ASCII characters")]
    [InlineData("h\u00e9", "\"h\\u00e9\" is not 1 to 255 ASCII characters")]
    public void An_ALPN_protocol_that_is_no_name_is_refused_by_either_end(string protocol, string reason) => AssertRefused([protocol], reason);

    [Fact]
    public void Half_a_character_is_no_ALPN_protocol() => AssertRefused([((char)0xd800).ToString()], "\"\\ud800\" is not 1 to 255 ASCII characters");

    [Fact]
    public void An_ALPN_protocol_of_255_characters_is_the_longest()
    {
        _ = new TlsClient(Endpoints.Client with { ApplicationProtocols = [new string('x', 255)] });
        AssertRefused([new string('x', 256)], "is not 1 to 255 ASCII characters");
    }

    [Fact]
    public void More_ALPN_protocols_than_a_hello_has_room_for_are_refused()
    {
        string[] most = [.. Enumerable.Range(0, 64).Select(i => $"{i:d3}".PadRight(255, 'x'))];
        _ = new TlsClient(Endpoints.Client with { ApplicationProtocols = most });
        AssertRefused([.. most, "h2"], "name fewer");
    }

    private static void AssertRefused(string[] protocols, string reason)
    {
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new TlsClient(Endpoints.Client with { ApplicationProtocols = protocols })).Message, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new TlsServer(Endpoints.Server with { ApplicationProtocols = protocols })).Message, StringComparison.Ordinal);
    }
}
