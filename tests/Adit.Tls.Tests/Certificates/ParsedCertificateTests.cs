using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Adit.Tls.Certificates;

namespace Adit.Tls.Tests.Certificates;

public sealed class ParsedCertificateTests
{
    private static readonly Issued Sample = Issued.Root("CN=Root, O=Acme").Issue(new Recipe
    {
        Subject = "CN=web, O=Acme",
        Dns = ["web.example", "*.web.example"],
        Ip = ["10.0.0.1", "2001:db8::1"],
        Uri = ["spiffe://example.org/web"],
        IsAuthority = false,
        KeyUsage = X509KeyUsageFlags.DigitalSignature,
        Purposes = [Issued.ServerAuth, Issued.ClientAuth],
    });

    [Fact]
    public void Every_field_is_read()
    {
        var certificate = Sample.Certificate;
        using var platform = X509CertificateLoader.LoadCertificate(Sample.Der);

        Assert.Equal(Sample.Der, certificate.Der.ToArray());
        Assert.Equal(platform.PublicKey.ExportSubjectPublicKeyInfo(), certificate.SubjectPublicKeyInfo.ToArray());
        Assert.Equal("CN=web,O=Acme", certificate.Subject);
        Assert.Equal("CN=Root,O=Acme", certificate.Issuer);
        Assert.Equal("0a11", certificate.SerialNumber);
        Assert.Equal(Recipe.Now.AddDays(-1), certificate.NotBefore);
        Assert.Equal(Recipe.Now.AddDays(30), certificate.NotAfter);
        Assert.Equal(["web"], certificate.CommonNames);
        Assert.Equal(["web.example", "*.web.example"], certificate.DnsNames);
        Assert.Equal(["10.0.0.1", "2001:db8::1"], certificate.IpAddresses);
        Assert.Equal(["spiffe://example.org/web"], certificate.Uris);
        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(platform.PublicKey.ExportSubjectPublicKeyInfo())), certificate.Pin);
    }

    [Fact]
    public void Dates_beyond_2049_are_read()
    {
        var certificate = Issued.SelfSigned(new Recipe { NotAfter = new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero) }).Certificate;

        Assert.Equal(9999, certificate.NotAfter.Year);
    }

    [Theory]
    [InlineData("00000101000000Z")]
    [InlineData("20261301000000Z")]
    [InlineData("20260230000000Z")]
    [InlineData("20260101240000Z")]
    [InlineData("20260101000060Z")]
    [InlineData("202601010000.5Z")]
    [InlineData("202601010000+01")]
    public void A_time_that_is_none_is_bad_certificate(string time)
    {
        var der = Issued.SelfSigned(new Recipe { NotAfter = new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero) }).Der;
        Encoding.ASCII.GetBytes(time, der.AsSpan(der.AsSpan().IndexOf("99991231235959Z"u8)));

        Assert.Contains("validity", AssertBad(der).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bytes_are_copied()
    {
        var der = Sample.Der.ToArray();
        var certificate = ParsedCertificate.Parse(der);
        der.AsSpan().Clear();

        Assert.Equal(Sample.Der, certificate.Der.ToArray());
    }

    [Fact]
    public void A_certificate_cut_at_any_byte_is_bad_certificate()
    {
        for (var length = 0; length < Sample.Der.Length; length++)
            AssertBad(Sample.Der[..length]);
    }

    [Fact]
    public void A_byte_behind_the_certificate_is_bad_certificate() => AssertBad([.. Sample.Der, 0]);

    [Fact]
    public void A_flipped_byte_gives_a_certificate_or_bad_certificate_and_nothing_else()
    {
        byte[] flips = [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff];
        for (var i = 0; i < Sample.Der.Length; i++)
        {
            foreach (var flip in flips)
            {
                var der = Sample.Der.ToArray();
                der[i] ^= flip;
                try
                {
                    ParsedCertificate.Parse(der);
                }
                catch (TlsException e)
                {
                    Assert.Equal(AlertDescription.bad_certificate, e.AlertSent);
                }
            }
        }
    }

    [Flaw(41)]
    [Fact]
    public void More_than_65536_bytes_are_bad_certificate() => Assert.Contains("65536", AssertBad(new byte[65_537]).Message, StringComparison.Ordinal);

    [Flaw(41)]
    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void A_thousand_names_are_the_limit(int count, bool fits)
    {
        var der = Issued.SelfSigned(new Recipe { Dns = [.. Enumerable.Range(0, count).Select(i => $"n{i}.example")] }).Der;

        if (fits)
            Assert.Equal(count, ParsedCertificate.Parse(der).DnsNames.Count);
        else
            AssertBad(der);
    }

    [Flaw(41)]
    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Sixty_four_extensions_are_the_limit(int count, bool fits)
    {
        var extensions = Enumerable.Range(0, count).Select(i => new X509Extension($"1.3.6.1.4.1.55555.{i}", [5, 0], critical: false));
        var der = Issued.SelfSigned(new Recipe { Extensions = [.. extensions] }).Der;

        if (fits)
            ParsedCertificate.Parse(der);
        else
            AssertBad(der);
    }

    [Fact]
    public void An_extension_that_stands_there_twice_is_bad_certificate()
    {
        // CertificateRequest refuses duplicates: two extensions of different last arc are made the same in the DER.
        var der = Issued.SelfSigned(new Recipe
        {
            Extensions = [new X509Extension("1.3.6.1.4.1.55555.1", [5, 0], false), new X509Extension("1.3.6.1.4.1.55555.2", [5, 0], false)],
        }).Der;
        var second = der.AsSpan().LastIndexOf(new byte[] { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xb2, 0x03, 0x02 });
        der[second + 8] = 0x01;

        Assert.Contains("twice", AssertBad(der).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00", "00")]
    [InlineData("7fffffffffffffffffffffffffffffffffffffff", "7fffffffffffffffffffffffffffffffffffffff")]
    [InlineData("00ffffffffffffffffffffffffffffffffffffffff", "ffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("010000000000000000000000000000000000000000", null)]
    [InlineData("ff", null)]
    public void A_serial_number_is_not_negative_and_at_most_20_octets(string octets, string? expected)
    {
        var der = WithSerialNumber(Convert.FromHexString(octets));

        if (expected is not null)
            Assert.Equal(expected, ParsedCertificate.Parse(der).SerialNumber);
        else
            AssertBad(der);
    }

    [Theory]
    [InlineData("a\nb", @"CN=a\0ab")]
    [InlineData("a\u001b[31m", @"CN=a\1b[31m")]
    [InlineData("a\0b", @"CN=a\00b")]
    [InlineData("Ü", @"CN=\c3\9c")]
    [InlineData("\u202eevil", @"CN=\e2\80\aeevil")]
    [InlineData("a,O=b", @"CN=a\,O=b")]
    [InlineData("\"<a>;+\\", @"CN=\""\<a\>\;\+\\")]
    [InlineData(" # ", @"CN=\ #\ ")]
    [InlineData("#a", @"CN=\#a")]
    public void A_subject_is_shown_in_printable_ascii_and_kept_as_it_is(string commonName, string shown)
    {
        var certificate = ParsedCertificate.Parse(WithCommonName(commonName));

        Assert.Equal(shown, certificate.Subject);
        Assert.Equal([commonName], certificate.CommonNames);
    }

    [Fact]
    public void An_attribute_without_a_short_name_is_shown_as_hex() =>
        Assert.Equal("2.5.4.12=#130443686566", Issued.SelfSigned(new Recipe { Subject = "T=Chef" }).Certificate.Subject);

    [Flaw(40)]
    [Theory]
    [InlineData("a b")]
    [InlineData("a\0.example")]
    [InlineData("a\n.example")]
    [InlineData("")]
    public void A_dns_name_with_what_no_name_holds_is_bad_certificate(string name) =>
        AssertBad(WithAlternativeName(writer => writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2))));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(17)]
    public void An_address_is_4_or_16_octets(int length) =>
        AssertBad(WithAlternativeName(writer => writer.WriteOctetString(new byte[length], new Asn1Tag(TagClass.ContextSpecific, 7))));

    [Fact]
    public void An_alternative_name_without_a_name_is_bad_certificate() => AssertBad(WithAlternativeName(_ => { }));

    [Fact]
    public void A_name_of_a_kind_that_nothing_matches_is_stepped_over() =>
        Assert.Empty(ParsedCertificate.Parse(WithAlternativeName(w => w.WriteCharacterString(UniversalTagNumber.IA5String, "a@b", new Asn1Tag(TagClass.ContextSpecific, 1)))).DnsNames);

    [Flaw(41)]
    [Fact]
    public void A_giant_object_identifier_is_bad_certificate()
    {
        byte[] purposes = [0x30, 0x82, 0x02, 0x04, 0x06, 0x82, 0x02, 0x00, .. Enumerable.Repeat((byte)0x81, 511), 0x01];
        AssertBad(Issued.SelfSigned(new Recipe { Extensions = [new X509Extension("2.5.29.37", purposes, false)] }).Der);
    }

    [Fact]
    public void A_signed_algorithm_other_than_the_one_beside_the_signature_is_bad_certificate()
    {
        var der = Sample.Der.ToArray();
        var sha256 = der.AsSpan().LastIndexOf(new byte[] { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 });
        der[sha256 + 7] = 0x03; // ecdsa-with-SHA384, outside only

        Assert.Contains("signature algorithm", AssertBad(der).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_algorithm_without_an_identifier_is_bad_certificate()
    {
        // the SEQUENCE of id and parameters becomes one of two other values, inside and outside alike
        var der = Sample.Der.ToArray();
        byte[] algorithm = [0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
        for (int at; (at = der.AsSpan().IndexOf(algorithm)) >= 0;)
            der[at + 2] = 0x04;

        AssertBad(der);
    }

    private static TlsException AssertBad(byte[] der)
    {
        var e = Assert.Throws<TlsException>(() => ParsedCertificate.Parse(der));
        Assert.Equal(AlertDescription.bad_certificate, e.AlertSent);
        return e;
    }

    private static byte[] WithAlternativeName(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
            write(writer);

        return Issued.SelfSigned(new Recipe { Extensions = [new X509Extension("2.5.29.17", writer.Encode(), critical: false)] }).Der;
    }

    private static byte[] WithCommonName(string commonName) => Unsigned([0x01], writer =>
    {
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("2.5.4.3");
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, commonName);
        }
    });

    private static byte[] WithSerialNumber(byte[] octets) => Unsigned(octets, _ => { });

    private static byte[] Unsigned(byte[] serialNumber, Action<AsnWriter> writeName)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                    writer.WriteInteger(2);
                writer.WriteInteger(serialNumber);
                WriteAlgorithm(writer);
                using (writer.PushSequence())
                    writeName(writer);
                using (writer.PushSequence())
                {
                    writer.WriteUtcTime(Recipe.Now);
                    writer.WriteUtcTime(Recipe.Now.AddDays(1));
                }

                using (writer.PushSequence())
                    writeName(writer);
                writer.WriteEncodedValue(Sample.Certificate.SubjectPublicKeyInfo.Span);
            }

            WriteAlgorithm(writer);
            writer.WriteBitString(Encoding.ASCII.GetBytes("no signature"));
        }

        return writer.Encode();
    }

    private static void WriteAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier("1.2.840.10045.4.3.2");
    }
}
