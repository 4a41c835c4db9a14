using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Authority;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Identity.Tests.Authority;

public sealed class CertificateAuthorityTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, 700, TimeSpan.Zero);
    private static readonly DateTimeOffset NowInSeconds = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly PrivateKey caKey = SoftwareKey.Generate(SignatureScheme.ecdsa_secp256r1_sha256);
    private readonly PrivateKey leafKey = SoftwareKey.Generate(SignatureScheme.ecdsa_secp256r1_sha256);

    public void Dispose()
    {
        caKey.Dispose();
        leafKey.Dispose();
    }

    [Theory]
    [InlineData(SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.ed25519)]
    [InlineData(SignatureScheme.ecdsa_secp384r1_sha384, SignatureScheme.ecdsa_secp256r1_sha256)]
    [InlineData(SignatureScheme.ed25519, SignatureScheme.ecdsa_secp384r1_sha384)]
    [InlineData(SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.ed25519)]
    [InlineData(SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.rsa_pss_rsae_sha256)]
    [InlineData(SignatureScheme.ecdsa_secp521r1_sha512, SignatureScheme.ecdsa_secp521r1_sha512)]
    [InlineData(SignatureScheme.mldsa65, SignatureScheme.ecdsa_secp256r1_sha256)]
    [InlineData(SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.mldsa44)]
    [InlineData(SignatureScheme.mldsa87, SignatureScheme.mldsa65)]
    [Requirement("RFC9846-4.5.1.3-06")]
    public async Task A_leaf_of_any_key_by_a_CA_of_any_key_passes_our_validator(SignatureScheme caScheme, SignatureScheme leafScheme)
    {
        using var signing = SoftwareKey.Generate(caScheme);
        using var certified = SoftwareKey.Generate(leafScheme);
        var ca = await CertificateAuthority.CreateAsync("test CA", signing, Now);
        var leaf = await ca.IssueAsync(new LeafRequest { SubjectPublicKeyInfo = certified.SubjectPublicKeyInfo, DnsNames = ["web.example.org"] }, Now);

        var validator = new CertificateValidator(new TrustAnchors([ca.Certificate]));
        foreach (var (role, name) in new[] { (TlsRole.Server, "web.example.org"), (TlsRole.Client, (string?)null) })
        {
            var verdict = validator.Validate([leaf], role, name, Now);
            Assert.True(verdict.IsTrusted, verdict.Reason);
        }
    }

    [Fact]
    public async Task A_CA_says_CA_and_nothing_more()
    {
        var ca = await CertificateAuthority.CreateAsync("Example, Inc. \"CA\"", caKey, Now);

        Assert.Equal(["Example, Inc. \"CA\""], ca.Certificate.CommonNames);
        Assert.Equal(ca.Certificate.Subject, ca.Certificate.Issuer);
        Assert.Equal(NowInSeconds.AddMinutes(-5), ca.Certificate.NotBefore);
        Assert.Equal(NowInSeconds.AddDays(3652), ca.Certificate.NotAfter);

        using var x509 = X509CertificateLoader.LoadCertificate(ca.Certificate.Der.Span);
        var constraints = Extension<X509BasicConstraintsExtension>(x509);
        Assert.True(constraints is { Critical: true, CertificateAuthority: true, HasPathLengthConstraint: true, PathLengthConstraint: 0 });
        var usage = Extension<X509KeyUsageExtension>(x509);
        Assert.True(usage.Critical);
        Assert.Equal(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, usage.KeyUsages);
        Assert.Empty(x509.Extensions.OfType<X509EnhancedKeyUsageExtension>());
        Assert.Equal(Extension<X509SubjectKeyIdentifierExtension>(x509).SubjectKeyIdentifierBytes.ToArray(), Extension<X509AuthorityKeyIdentifierExtension>(x509).KeyIdentifier!.Value.ToArray());
        Assert.Equal(Extension<X509SubjectKeyIdentifierExtension>(x509).SubjectKeyIdentifierBytes.ToArray(), new X509SubjectKeyIdentifierExtension(x509.PublicKey, X509SubjectKeyIdentifierHashAlgorithm.ShortSha256, false).SubjectKeyIdentifierBytes.ToArray());
    }

    [Fact]
    public async Task A_leaf_says_what_was_asked()
    {
        var ca = await CertificateAuthority.CreateAsync("test CA", caKey, Now);
        var leaf = await ca.IssueAsync(
            new LeafRequest
            {
                SubjectPublicKeyInfo = leafKey.SubjectPublicKeyInfo,
                CommonName = "web",
                DnsNames = ["web.example.org", "*.web.example.org"],
                IpAddresses = ["192.0.2.1", "2001:db8::1"],
                Uris = ["spiffe://example.org/Web/%41"],
                ForClient = false,
            },
            Now);

        Assert.Equal("CN=web", leaf.Subject);
        Assert.Equal("CN=test CA", leaf.Issuer);
        Assert.Equal(["web.example.org", "*.web.example.org"], leaf.DnsNames);
        Assert.Equal(["192.0.2.1", "2001:db8::1"], leaf.IpAddresses);
        Assert.Equal(["spiffe://example.org/Web/%41"], leaf.Uris);
        Assert.Equal(NowInSeconds.AddMinutes(-5), leaf.NotBefore);
        Assert.Equal(NowInSeconds.AddDays(398), leaf.NotAfter);
        Assert.Equal(leafKey.SubjectPublicKeyInfo.ToArray(), leaf.SubjectPublicKeyInfo.ToArray());

        using var x509 = X509CertificateLoader.LoadCertificate(leaf.Der.Span);
        using var caX509 = X509CertificateLoader.LoadCertificate(ca.Certificate.Der.Span);
        Assert.True(Extension<X509BasicConstraintsExtension>(x509) is { Critical: true, CertificateAuthority: false });
        Assert.True(Extension<X509KeyUsageExtension>(x509) is { Critical: true, KeyUsages: X509KeyUsageFlags.DigitalSignature });
        Assert.Equal(["1.3.6.1.5.5.7.3.1"], Extension<X509EnhancedKeyUsageExtension>(x509).EnhancedKeyUsages.Cast<Oid>().Select(o => o.Value));
        Assert.False(Extension<X509SubjectAlternativeNameExtension>(x509).Critical);
        Assert.Equal(Extension<X509SubjectKeyIdentifierExtension>(caX509).SubjectKeyIdentifierBytes.ToArray(), Extension<X509AuthorityKeyIdentifierExtension>(x509).KeyIdentifier!.Value.ToArray());
    }

    [Fact]
    public async Task The_alternative_names_of_an_empty_subject_are_critical()
    {
        var ca = await CertificateAuthority.CreateAsync("test CA", caKey, Now);
        var leaf = await ca.IssueAsync(Request() with { CommonName = null, Uris = ["spiffe://example.org/web"] }, Now);

        using var x509 = X509CertificateLoader.LoadCertificate(leaf.Der.Span);
        Assert.Equal("", leaf.Subject);
        Assert.True(Extension<X509SubjectAlternativeNameExtension>(x509).Critical);
    }

    [Fact]
    public async Task Serial_numbers_are_16_positive_bytes_and_never_the_same()
    {
        var ca = await CertificateAuthority.CreateAsync("test CA", caKey, Now);
        var serials = new List<string>();
        for (var i = 0; i < 20; i++) serials.Add((await ca.IssueAsync(Request(), Now)).SerialNumber);

        Assert.Equal(20, serials.Distinct().Count());
        Assert.All(serials, serial => Assert.Equal(32, serial.Length));
        Assert.All(serials, serial => Assert.InRange(serial[0], '4', '7'));
    }

    [Fact]
    public async Task Dates_from_2050_on_are_written_and_read()
    {
        var ca = await CertificateAuthority.CreateAsync("test CA", caKey, Now, TimeSpan.FromDays(365 * 100));
        using var x509 = X509CertificateLoader.LoadCertificate(ca.Certificate.Der.Span);

        Assert.Equal(NowInSeconds.AddDays(365 * 100), ca.Certificate.NotAfter);
        Assert.Equal(ca.Certificate.NotAfter.UtcDateTime, x509.NotAfter.ToUniversalTime());
    }

    [Fact]
    public async Task A_leaf_may_end_with_its_CA_and_not_a_second_later()
    {
        var ca = await CertificateAuthority.CreateAsync("test CA", caKey, Now, TimeSpan.FromDays(10));

        Assert.Equal(ca.Certificate.NotAfter, (await ca.IssueAsync(Request() with { Validity = TimeSpan.FromDays(10) }, Now)).NotAfter);
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await ca.IssueAsync(Request() with { Validity = TimeSpan.FromDays(10) }, Now.AddSeconds(1)));
        Assert.Contains("2026-12-04 12:00:00Z", error.Message, StringComparison.Ordinal);
        Assert.Contains("renew the CA", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(5_000_000)]
    public async Task A_validity_without_sense_is_refused(int days) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await CertificateAuthority.CreateAsync("test CA", caKey, Now, TimeSpan.FromDays(days)));

    [Fact]
    public async Task A_request_that_cannot_be_honoured_is_refused_with_the_reason()
    {
        var ca = await CertificateAuthority.CreateAsync("test CA", caKey, Now);
        var cases = new (LeafRequest Request, string Reason)[]
        {
            (Request() with { CommonName = null }, "name nobody"),
            (Request() with { CommonName = "" }, "1 to 64 characters"),
            (Request() with { CommonName = new string('x', 65) }, "1 to 64 characters"),
            (Request() with { CommonName = "a\0b" }, "\\u0000"),
            (Request() with { DnsNames = ["bücher.example"] }, "xn--"),
            (Request() with { DnsNames = ["*"] }, "letters, digits and hyphens"),
            (Request() with { DnsNames = ["a.*.example"] }, "letters, digits and hyphens"),
            (Request() with { DnsNames = ["w*.example"] }, "letters, digits and hyphens"),
            (Request() with { DnsNames = ["192.0.2.1"] }, "IP address"),
            (Request() with { IpAddresses = ["1"] }, "192.0.2.1"),
            (Request() with { IpAddresses = ["0x7f.0.0.1"] }, "192.0.2.1"),
            (Request() with { IpAddresses = ["fe80::1%eth0"] }, "192.0.2.1"),
            (Request() with { IpAddresses = ["[::1]"] }, "192.0.2.1"),
            (Request() with { IpAddresses = ["web.example.org"] }, "192.0.2.1"),
            (Request() with { Uris = ["/web"] }, "spiffe://"),
            (Request() with { Uris = ["example.org/web"] }, "spiffe://"),
            (Request() with { Uris = ["spiffe://example.org/a b"] }, "spiffe://"),
            (Request() with { Uris = ["spiffe://example.org/ä"] }, "spiffe://"),
            (Request() with { ForServer = false, ForClient = false }, "good for nothing"),
            (Request() with { SubjectPublicKeyInfo = new byte[] { 0x30, 0x00 } }, "key to certify"),
        };

        foreach (var (request, reason) in cases)
        {
            var error = await Assert.ThrowsAsync<ArgumentException>(async () => await ca.IssueAsync(request, Now));
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_CA_that_exists_goes_on_with_its_key_and_no_other()
    {
        var made = await CertificateAuthority.CreateAsync("test CA", caKey, Now);
        var again = new CertificateAuthority(ParsedCertificate.Parse(made.Certificate.Der), caKey);
        var leaf = await again.IssueAsync(Request() with { DnsNames = ["web.example.org"] }, Now);

        Assert.True(new CertificateValidator(new TrustAnchors([made.Certificate])).Validate([leaf], TlsRole.Server, "web.example.org", Now).IsTrusted);
        Assert.Contains("belong together", Assert.Throws<ArgumentException>(() => new CertificateAuthority(made.Certificate, leafKey)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leaf_signs_no_certificates()
    {
        var ca = await CertificateAuthority.CreateAsync("test CA", caKey, Now);
        var leaf = await ca.IssueAsync(Request(), Now);

        Assert.Contains("not a CA's", Assert.Throws<ArgumentException>(() => new CertificateAuthority(leaf, leafKey)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CA_made_elsewhere_keeps_its_name_and_key_identifier_to_the_byte()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("C=DE, O=Example, CN=elsewhere", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension("00112233", false));
        using var x509 = request.CreateSelfSigned(Now, Now.AddYears(2));
        using var ours = SoftwareKey.FromPkcs8(key.ExportPkcs8PrivateKey());

        var ca = new CertificateAuthority(ParsedCertificate.Parse(x509.RawData), ours);
        var leaf = await ca.IssueAsync(Request() with { DnsNames = ["web.example.org"] }, Now.AddMinutes(10));

        using var leafX509 = X509CertificateLoader.LoadCertificate(leaf.Der.Span);
        Assert.Equal(x509.SubjectName.RawData, leafX509.IssuerName.RawData);
        Assert.Equal([0x00, 0x11, 0x22, 0x33], Extension<X509AuthorityKeyIdentifierExtension>(leafX509).KeyIdentifier!.Value.ToArray());
    }

    private LeafRequest Request() => new() { SubjectPublicKeyInfo = leafKey.SubjectPublicKeyInfo, CommonName = "web" };

    private static T Extension<T>(X509Certificate2 certificate) where T : X509Extension => certificate.Extensions.OfType<T>().Single();
}
