using System.Formats.Asn1;
using System.Net;
using Adit.Tls.Certificates;

namespace Adit.Tls.Tests.Certificates;

public sealed class ServerNameTests
{
    [Theory]
    [InlineData("db.example", "db.example", true)]
    [InlineData("DB.Example", "db.eXAMPLE", true)]
    [InlineData("db.example.", "db.example", true)]
    [InlineData("db.example", "db.example.", false)]
    [InlineData("db.example", "db.example.org", false)]
    [InlineData("a.db.example", "db.example", false)]
    [InlineData("localhost", "localhost", true)]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example", true)]
    [InlineData("a.example", "*.example", true)]
    [InlineData("A.EXAMPLE", "*.example", true)]
    [InlineData("a.b.example", "*.b.example", true)]
    [InlineData("a.b.example", "*.example", false)]
    [InlineData("b.example", "*.b.example", false)]
    [InlineData("example", "*", false)]
    [InlineData("a.example", "*", false)]
    [InlineData("a.example", "*.*", false)]
    [InlineData("a.b.example", "a.*.example", false)]
    [InlineData("a.b.example", "*.*.example", false)]
    [InlineData("ab.example", "a*.example", false)]
    [InlineData("ab.example", "*b.example", false)]
    [InlineData("xn--a.example", "xn--*.example", false)]
    [InlineData("a.example", "*..example", false)]
    [InlineData("a.example", "**.example", false)]
    public void A_dns_name_is_matched_as_rfc_9525_says(string name, string presented, bool matches) =>
        Assert.Equal(matches, ServerName.TryParse(name)!.IsAmong(Names(dns: presented)));

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("2001:db8::1", "2001:db8::1", true)]
    [InlineData("2001:DB8:0:0::1", "2001:db8::1", true)]
    [InlineData("fe80::1%eth0", "fe80::1", true)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", false)]
    public void An_address_is_matched_octet_by_octet(string name, string presented, bool matches) =>
        Assert.Equal(matches, ServerName.TryParse(name)!.IsAmong(Names(ip: presented)));

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1", "*.0.0.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    public void An_address_is_never_matched_by_a_dns_name(string name, string presented) =>
        Assert.False(ServerName.TryParse(name)!.IsAmong(Names(dns: presented)));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a..b")]
    [InlineData(".example")]
    [InlineData("*.example")]
    [InlineData("a b.example")]
    [InlineData("bücher.example")]
    [InlineData("a\0.example")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("010.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::1]:443")]
    [InlineData("db.example:443")]
    [InlineData("::1::")]
    public void What_is_neither_a_name_nor_an_address_is_not_read(string name) => Assert.Null(ServerName.TryParse(name));

    [Fact]
    public void Labels_have_63_characters_at_most_and_names_253()
    {
        var label = new string('a', 63);
        Assert.NotNull(ServerName.TryParse($"{label}.{label}.{label}.{label[..61]}"));
        Assert.Null(ServerName.TryParse($"{label}.{label}.{label}.{label[..62]}"));
        Assert.Null(ServerName.TryParse($"{label}a.example"));
    }

    private static SubjectAlternativeNames Names(string? dns = null, string? ip = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (dns is not null)
                writer.WriteCharacterString(UniversalTagNumber.IA5String, dns, new Asn1Tag(TagClass.ContextSpecific, 2));
            if (ip is not null)
                writer.WriteOctetString(IPAddress.Parse(ip).GetAddressBytes(), new Asn1Tag(TagClass.ContextSpecific, 7));
        }

        return SubjectAlternativeNames.Read(new AsnReader(writer.Encode(), AsnEncodingRules.DER));
    }
}
