using Adit.Tls.Certificates;
using Adit.Tls.Evidence;
using Adit.Tls.Tests.Certificates;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.Evidence;

public sealed class KnownOffersTests
{
    private static readonly PeerOffer Offer = new()
    {
        Versions = [ProtocolVersion.TLS13],
        Groups = [NamedGroup.X25519MLKEM768, NamedGroup.x25519],
        KeyShares = [NamedGroup.X25519MLKEM768],
        CipherSuites = [CipherSuite.TLS_AES_128_GCM_SHA256],
        SignatureSchemes = [SignatureScheme.ecdsa_secp256r1_sha256],
        ApplicationProtocols = ["h2"],
        ServerName = "example.org",
    };

    private readonly KnownOffers known = new();

    [Fact]
    public void Equal_offers_are_one_object()
    {
        var shared = known.Shared(Offer);
        Assert.Equal(Offer, shared);
        Assert.Same(shared, known.Shared(Offer));
        Assert.Same(shared, known.Shared(Offer with { Groups = [.. Offer.Groups] }));
    }

    [Fact]
    public void What_is_shared_cannot_be_written_to()
    {
        var shared = known.Shared(Offer with { Groups = new[] { NamedGroup.x25519 }, ApplicationProtocols = new[] { "h2" } });
        var lists = typeof(PeerOffer).GetProperties().Select(p => p.GetValue(shared)).OfType<System.Collections.IList>().ToArray();
        Assert.Equal(9, lists.Length);
        Assert.All(lists, list => Assert.True(list.IsReadOnly));
    }

    [Fact]
    public void Offers_that_differ_in_anything_are_themselves()
    {
        var shared = known.Shared(Offer);
        PeerOffer[] others =
        [
            Offer with { Versions = [ProtocolVersion.TLS13, ProtocolVersion.TLS12] },
            Offer with { Groups = [NamedGroup.x25519, NamedGroup.X25519MLKEM768] },
            Offer with { KeyShares = [] },
            Offer with { CipherSuites = [] },
            Offer with { SignatureSchemes = [] },
            Offer with { CertificateSignatureSchemes = [SignatureScheme.ed25519] },
            Offer with { ApplicationProtocols = ["http/1.1"] },
            Offer with { ClientCertificateTypes = [CertificateType.RawPublicKey] },
            Offer with { ServerCertificateTypes = [CertificateType.RawPublicKey] },
            Offer with { ServerName = null },
        ];
        Assert.All(others, other => Assert.NotSame(shared, known.Shared(other)));
        Assert.All(others, other => Assert.Equal(other, known.Shared(other)));
    }

    [Fact]
    public void A_client_that_comes_again_shares_the_offer_of_its_first_connection()
    {
        var server = new TlsServerOptions { Identities = [Endpoints.ServerIdentity], Authenticator = Endpoints.Server.Authenticator, TimeProvider = Endpoints.Clock };
        using var first = new HandshakePair(Endpoints.Client, server).Run();
        using var second = new HandshakePair(Endpoints.Client, server).Run();
        second.AssertComplete();
        Assert.NotNull(first.Server.Evidence.Offer);
        Assert.Same(first.Server.Evidence.Offer, second.Server.Evidence.Offer);
    }

    [Fact]
    public void A_client_that_is_refused_puts_nothing_in()
    {
        var strict = new TlsServerOptions
        {
            Identities = [Endpoints.ServerIdentity],
            Authenticator = new Endpoints.ChainAuthenticator(new TrustAnchors([Issued.Root().Certificate])),
            TimeProvider = Endpoints.Clock,
        };
        using var first = new HandshakePair(Endpoints.Client, strict).Run();
        using var second = new HandshakePair(Endpoints.Client, strict).Run();
        Assert.NotSame(first.Server.Evidence.Offer, second.Server.Evidence.Offer);
    }
}
