using Adit.Tls.Certificates;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Tests.Certificates;
using Adit.Tls.Wire;

namespace Adit.Tls.Tests.Handshake;

/// <summary>The CAs that a server names where it asks for a certificate. References: RFC 9846 4.3.4.</summary>
public sealed class CertificateAuthoritiesTests
{
    [Fact]
    [Requirement("RFC9846-4.3.4-03")]
    public void The_request_names_the_anchors_of_the_authenticator()
    {
        var anchors = new TrustAnchors([Issued.Root("CN=One").Certificate, Issued.Root("CN=Two").Certificate]);
        Assert.Equal([.. anchors.Certificates.Select(a => Convert.ToHexString(a.SubjectDer.Span))], NamedBy(anchors).Select(n => Convert.ToHexString(n.Span)));
    }

    [Fact]
    public void An_authenticator_that_names_none_leaves_the_extension_out()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight;
        pair.Run();
        pair.AssertComplete();
        Assert.False(RequestOf(pair).Extensions.Has(ExtensionType.certificate_authorities));
    }

    [Fact]
    public void More_than_are_of_use_are_not_named()
    {
        var anchors = new TrustAnchors([.. Enumerable.Range(0, 70).Select(i => Issued.Root($"CN={new string('x', 50)}{i:d4}").Certificate)]);
        Assert.Empty(NamedBy(anchors));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 2, 0, 0)]
    [InlineData(0, 3, 0, 2, 0x30)]
    [InlineData(0, 4, 0, 2, 0x30, 0, 9)]
    public void A_malformed_list_is_a_decode_error(params int[] bytes)
    {
        var error = Assert.Throws<TlsException>(() => CertificateAuthoritiesExtension.Read(new WireReader([.. bytes.Select(b => (byte)b)], "authorities")));
        Assert.Equal(AlertDescription.decode_error, error.AlertSent);
    }

    private static ReadOnlyMemory<byte>[] NamedBy(TrustAnchors anchors)
    {
        using var pair = new HandshakePair(serverOptions: Endpoints.Server with { Authenticator = new Endpoints.ChainAuthenticator(anchors) { Named = anchors } });
        pair.FromServer.Tamper = flight => flight;
        pair.Run();
        var extensions = RequestOf(pair).Extensions;
        return extensions.TryGet(ExtensionType.certificate_authorities, out var body)
            ? CertificateAuthoritiesExtension.Read(extensions.Reader(ExtensionType.certificate_authorities, body))
            : [];
    }

    private static CertificateRequest RequestOf(HandshakePair pair) =>
        (CertificateRequest)HandshakeMessage.Read(pair.FromServer.Seen.Single(p => p.Message == HandshakeType.certificate_request).Content);
}
