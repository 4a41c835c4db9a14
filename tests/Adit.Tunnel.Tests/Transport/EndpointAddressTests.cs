using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Transport;

public sealed class EndpointAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:8443", "127.0.0.1", 8443)]
    [InlineData("db.example.org:5432", "db.example.org", 5432)]
    [InlineData(":8443", "", 8443)]
    [InlineData("localhost:0", "localhost", 0)]
    [InlineData("[::1]:65535", "::1", 65535)]
    [InlineData("[fe80::1%lo]:1", "fe80::1%lo", 1)]
    public void A_tcp_address_is_a_host_and_a_port(string text, string host, int port)
    {
        var address = EndpointAddress.Parse(text);
        Assert.Equal(new TcpAddress(host, port), address);
        Assert.Equal(text, address.ToString());
    }

    [Fact]
    public void A_unix_address_is_a_path()
    {
        Assert.Equal(new UnixAddress("/run/a b:c"), EndpointAddress.Parse("unix:/run/a b:c"));
        Assert.Equal("unix:/run/x", EndpointAddress.Parse("unix:/run/x").ToString());
    }

    [Fact]
    public void A_systemd_address_is_a_name()
    {
        Assert.Equal(new SystemdAddress("web"), EndpointAddress.Parse("systemd:web"));
        Assert.Equal("systemd:web", EndpointAddress.Parse("systemd:web").ToString());
    }

    [Theory]
    [InlineData("", "the port is missing")]
    [InlineData("127.0.0.1", "the port is missing")]
    [InlineData("127.0.0.1:", "the port is no number")]
    [InlineData("127.0.0.1:65536", "the port is no number")]
    [InlineData("127.0.0.1:-1", "the port is no number")]
    [InlineData("127.0.0.1: 80", "the port is no number")]
    [InlineData("127.0.0.1:+80", "the port is no number")]
    [InlineData("::1:8443", "more than one colon")]
    [InlineData("[::1]", "the port is missing")]
    [InlineData("[::1]8443", "the port is missing")]
    [InlineData("[::1:8443", "the closing bracket is missing")]
    [InlineData("[127.0.0.1]:80", "no IPv6 address")]
    [InlineData("[]:80", "no IPv6 address")]
    [InlineData("a b:80", "the host is no name")]
    [InlineData("tcp://a:80", "more than one colon")]
    [InlineData("unix:", "the path is missing")]
    [InlineData("unix:/a\0b", "NUL")]
    [InlineData("systemd:", "the name is missing")]
    [InlineData("systemd:a:b", "has no colon")]
    public void What_is_no_address_is_refused_with_what_is_wrong(string text, string what) =>
        Assert.Contains(what, Assert.Throws<FormatException>(() => EndpointAddress.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_unix_path_at_the_limit_is_read_and_one_byte_over_it_is_refused()
    {
        var path = "/" + new string('a', 106);
        Assert.Equal(new UnixAddress(path), EndpointAddress.Parse("unix:" + path));
        Assert.Contains("107 bytes", Assert.Throws<FormatException>(() => EndpointAddress.Parse("unix:" + path + "a")).Message, StringComparison.Ordinal);
    }
}
