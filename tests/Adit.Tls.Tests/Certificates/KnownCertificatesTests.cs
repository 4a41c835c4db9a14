using Adit.Tls.Certificates;
using Adit.Tls.Evidence;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.Certificates;

/// <summary>What is read of a certificate is remembered for peers that were let in, and for nobody else.</summary>
public sealed class KnownCertificatesTests
{
    private static readonly Issued Root = Issued.Root();
    private static readonly Issued Intermediate = Root.Intermediate("CN=Intermediate");

    private readonly KnownCertificates known = new();
    private readonly TlsClientOptions client = Endpoints.Client;
    private readonly TlsServerOptions server = new() { Identities = [Endpoints.ServerIdentity], Authenticator = Endpoints.Server.Authenticator, TimeProvider = Endpoints.Clock };

    [Fact]
    public void A_certificate_that_came_before_is_not_read_again()
    {
        var proof = Proof();
        known.Add(proof);

        Assert.Same(proof.Leaf, known.Read(proof.Leaf.Der.ToArray()));
        Assert.Same(Intermediate.Certificate, known.Read(Intermediate.Certificate.Der.ToArray()));
    }

    [Fact]
    public void Who_was_not_let_in_is_not_remembered()
    {
        var leaf = Proof().Leaf;

        Assert.NotSame(known.Read(leaf.Der.Span), known.Read(leaf.Der.Span));
        Assert.Equal(0, known.Count);
    }

    [Fact]
    public void Another_byte_is_another_certificate()
    {
        var proof = Proof();
        known.Add(proof);
        var changed = proof.Leaf.Der.ToArray();
        changed[^1] ^= 1; // of the signature

        Assert.Equal(changed, known.Read(changed).Der.ToArray());
    }

    [Fact]
    public void No_more_than_1024_are_remembered_and_those_in_use_stay()
    {
        var proof = Proof();
        known.Add(proof);
        for (var i = 0; i < 1100; i++)
        {
            var other = proof.Leaf.Der.ToArray();
            (other[^1], other[^2]) = ((byte)(other[^1] + i), (byte)(other[^2] + (i >> 8) + 1));
            known.Add(new CertificateProof([ParsedCertificate.Parse(other)], ChainVerdict.Untrusted(AlertDescription.unknown_ca, "pinned")));
            Assert.Same(proof.Leaf, known.Read(proof.Leaf.Der.Span));
            Assert.InRange(known.Count, 1, 1024);
        }
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void A_peer_that_comes_again_is_the_same_certificate(TlsRole role)
    {
        using var first = new HandshakePair(client, server).Run();
        using var second = new HandshakePair(client, server).Run();

        second.AssertComplete();
        Assert.Same(Assert.Single(first.Of(role).Evidence.PresentedCertificates), Assert.Single(second.Of(role).Evidence.PresentedCertificates));
    }

    [Fact]
    public void A_peer_that_is_refused_is_read_anew()
    {
        var strict = server with { Authenticator = new Endpoints.ChainAuthenticator(new TrustAnchors([Root.Certificate])) };
        using var first = new HandshakePair(client, strict).Run();
        using var second = new HandshakePair(client, strict).Run();

        second.AssertRefusedBy(TlsRole.Server, AlertDescription.bad_certificate);
        Assert.NotSame(Assert.Single(first.Server.Evidence.PresentedCertificates), Assert.Single(second.Server.Evidence.PresentedCertificates));
        Assert.Equal(0, strict.KnownCertificates.Count);
    }

    private static CertificateProof Proof()
    {
        var leaf = Intermediate.Issue(new Recipe()).Certificate;
        return new([leaf], ChainVerdict.Trusted([leaf, Intermediate.Certificate], Root.Certificate, leaf.NotAfter));
    }
}
