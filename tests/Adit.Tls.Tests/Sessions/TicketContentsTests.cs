using Adit.Tls.Certificates;
using Adit.Tls.Evidence;
using Adit.Tls.Schedule;
using Adit.Tls.Sessions;
using Adit.Tls.Tests.Certificates;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.Sessions;

/// <summary>What is sealed comes out again, whatever the peer had shown.</summary>
public sealed class TicketContentsTests
{
    private static readonly Issued Root = Issued.Root();
    private static readonly Issued Intermediate = Root.Intermediate("CN=Issuing");
    private static readonly Issued Leaf = Intermediate.Issue(Endpoints.ServerRecipe);

    [Fact]
    public void Certificates_come_out_as_they_were()
    {
        var session = Reopen(Session() with { Certificates = [Leaf.Certificate, Intermediate.Certificate], Expires = Recipe.Now.AddDays(1), PeerSignatureScheme = SignatureScheme.ed25519 });
        Assert.Equal(Recipe.Now, session.AuthenticatedAt);
        Assert.Equal(Recipe.Now.AddDays(1), session.Expires);
        Assert.Equal(SignatureScheme.ed25519, session.PeerSignatureScheme);
        Assert.Equal([Leaf.Der, Intermediate.Der], session.Certificates.Select(certificate => certificate.Der.ToArray()));
    }

    [Fact]
    public void What_led_to_an_anchor_is_kept_and_nothing_else_that_was_sent()
    {
        var other = Issued.Root("CN=Other").Certificate;
        var verdict = new CertificateValidator(new TrustAnchors([Root.Certificate])).Validate([Leaf.Certificate, other, Intermediate.Certificate], TlsRole.Server, Endpoints.ServerName, Recipe.Now);
        var session = Of(new CertificateProof([Leaf.Certificate, other, Intermediate.Certificate], verdict));
        Assert.Equal([Leaf.Certificate, Intermediate.Certificate], session.Certificates);
        Assert.Equal(verdict.Expires, session.Expires);
    }

    [Fact]
    public void Of_a_chain_that_was_not_trusted_the_leaf_is_kept_and_no_date_of_it_counts()
    {
        var session = Of(new CertificateProof([Leaf.Certificate, Intermediate.Certificate], ChainVerdict.Untrusted(AlertDescription.unknown_ca, "unknown")));
        Assert.Equal([Leaf.Certificate], session.Certificates);
        Assert.Null(Reopen(session).Expires);
        Assert.Equal(Recipe.Now + TlsSession.MaxAge, session.Ends);
    }

    [Fact]
    public void A_raw_key_and_nothing_at_all_come_out_as_such()
    {
        var key = RawPublicKey.Parse(Leaf.Certificate.SubjectPublicKeyInfo);
        Assert.Equal(key.Pin, Reopen(Session() with { RawKey = key }).RawKey!.Pin);
        var nobody = Reopen(Session());
        Assert.Null(nobody.RawKey);
        Assert.Empty(nobody.Certificates);
        Assert.Null(nobody.PeerSignatureScheme);
    }

    [Fact]
    public void The_key_is_the_one_that_the_nonce_derives()
    {
        var secret = new Secret(Enumerable.Range(0, 48).Select(i => (byte)i).ToArray());
        using var one = TicketContents.Encode(Session(), secret, [0]);
        using var two = TicketContents.Encode(Session(), secret, [1]);
        using var first = TicketContents.Decode(one.Span, new byte[] { 7 }, new KnownCertificates());
        using var second = TicketContents.Decode(two.Span, new byte[] { 7 }, new KnownCertificates());
        Assert.False(first.Reveal().SequenceEqual(second.Reveal()));
        Assert.Equal(48, first.Reveal().Length);
        Assert.Equal([7], first.WireIdentity.ToArray());
    }

    [Fact]
    public void A_digest_of_anchors_depends_on_the_set_and_not_on_its_order()
    {
        var other = Issued.Root("CN=Other");
        var one = new TrustAnchors([Root.Certificate, other.Certificate]);
        Assert.Equal(one.Digest.ToArray(), new TrustAnchors([other.Certificate, Root.Certificate]).Digest.ToArray());
        Assert.NotEqual(one.Digest.ToArray(), new TrustAnchors([Root.Certificate]).Digest.ToArray());
    }

    private static TlsSession Of(PeerProof proof) =>
        TlsSession.Of(new PeerEvidence { Role = TlsRole.Client, Proof = proof }, CipherSuite.TLS_AES_256_GCM_SHA384, ocspResponse: null, Recipe.Now);

    private static TlsSession Session() => new() { CipherSuite = CipherSuite.TLS_AES_256_GCM_SHA384, AuthenticatedAt = Recipe.Now };

    private static TlsSession Reopen(TlsSession session)
    {
        using var contents = TicketContents.Encode(session, new Secret(new byte[48]), [0]);
        using var psk = TicketContents.Decode(contents.Span, new byte[] { 1 }, new KnownCertificates());
        Assert.Equal(session.CipherSuite, psk.Session!.CipherSuite);
        return psk.Session;
    }
}
