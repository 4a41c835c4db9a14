using System.Security.Cryptography;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Policy;
using Adit.Tls.Tests.Certificates;
using Adit.Tls.Wire;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Which of its identities an end shows. References: RFC 9846 4.3.3, 4.3.4, 4.5.1.2, RFC 6066 3.</summary>
public sealed class IdentityPreferenceTests
{
    private static readonly TlsIdentity Other = Named("other.example");
    private static readonly TlsIdentity Wildcard = Named("*.wild.example");

    private static readonly TlsIdentity BySha384 = Endpoints.Identity(Endpoints.ServerRecipe with { Subject = "CN=by SHA-384", Hash = HashAlgorithmName.SHA384 });

    [Theory]
    [InlineData(Endpoints.ServerName, "CN=server")]
    [InlineData("other.example", "CN=other.example")]
    [InlineData("OTHER.example", "CN=other.example")]
    [InlineData("a.wild.example", "CN=*.wild.example")]
    public void The_one_that_carries_the_name_the_client_asks_for_is_shown(string name, string subject) =>
        Assert.Equal(subject, Shown(Endpoints.Client with { ServerName = name }, Other, Endpoints.ServerIdentity, Wildcard));

    [Theory]
    [InlineData("nobody.example")]
    [InlineData("a.b.wild.example")]
    public void For_a_name_that_none_carries_the_first_is_shown(string name) =>
        Assert.Equal("CN=server", Shown(Endpoints.Client with { ServerName = name }, Endpoints.ServerIdentity, Other, Wildcard));

    [Fact]
    [Requirement("RFC9846-4.5.1.2-07")]
    public void Of_two_with_the_name_the_one_whose_certificate_the_client_can_verify_is_shown()
    {
        Assert.Equal("CN=by SHA-384", Shown(Endpoints.Client, BySha384, Endpoints.ServerIdentity));
        Assert.Equal("CN=server", Shown(Endpoints.Client with { Policy = Sha256Only }, BySha384, Endpoints.ServerIdentity));
    }

    // 4.3.3: unless there is no other
    [Fact]
    [Requirement("RFC9846-4.3.3-15")]
    public void One_that_is_signed_with_SHA_1_is_shown_only_where_there_is_no_other()
    {
        using var rsa = RSA.Create(2048);
        var bySha1 = WeaklySigned.Issue(Issued.SelfSigned(Recipe.Authority("CN=RSA root"), rsa), Endpoints.ServerRecipe with { Subject = "CN=by SHA-1" }, HashAlgorithmName.SHA1);
        var identity = new TlsIdentity([bySha1.Certificate], SoftwareKey.FromPkcs8(bySha1.Key.ExportPkcs8PrivateKey()));
        Assert.Equal("CN=server", Shown(Endpoints.Client, identity, Endpoints.ServerIdentity));
        Assert.Equal("CN=by SHA-1", Shown(Endpoints.Client, identity));
    }

    [Fact]
    public void The_name_counts_for_more_than_what_the_client_says_it_can_verify() =>
        Assert.Equal("CN=by SHA-384", Shown(Endpoints.Client with { Policy = Sha256Only }, Other, BySha384));

    // 4.5.1.2: where no chain is as the client wants it, one is sent nevertheless
    [Fact]
    [Requirement("RFC9846-4.5.1.2-09")]
    public void The_only_one_is_shown_whatever_the_client_says_it_can_verify() =>
        Assert.Equal("CN=by SHA-384", Shown(Endpoints.Client with { Policy = Sha256Only }, BySha384));

    [Fact]
    [Requirement("RFC9846-4.5.1.2-04", "RFC9846-4.3.4-01")]
    public void Of_two_with_the_name_the_one_that_a_CA_issued_which_the_client_names_is_shown()
    {
        var other = IssuedBy(Elsewhere, Endpoints.ServerRecipe);
        Assert.Equal("CN=server by Elsewhere", ShownToClientThatNames(Elsewhere, Endpoints.ServerIdentity, other));
        Assert.Equal("CN=server", ShownToClientThatNames(Issued.Root("CN=Nobody"), Endpoints.ServerIdentity, other));
        Assert.Equal("CN=server", ShownToClientThatNames(null, Endpoints.ServerIdentity, other));
    }

    [Fact]
    public void The_name_counts_for_more_than_the_CA() =>
        Assert.Equal("CN=server", ShownToClientThatNames(Elsewhere, IssuedBy(Elsewhere, Endpoints.ServerRecipe with { Dns = ["other.example"] }), Endpoints.ServerIdentity));

    // 4.5.1.2: the one is a MUST, the other a SHOULD
    [Fact]
    [Requirement("RFC9846-4.5.1.2-07")]
    public void What_the_client_can_verify_counts_for_more_than_the_CA()
    {
        var bySha384 = IssuedBy(Elsewhere, Endpoints.ServerRecipe with { Hash = HashAlgorithmName.SHA384 });
        Assert.Equal("CN=server", ShownToClientThatNames(Elsewhere, Endpoints.Client with { Policy = Sha256Only }, bySha384, Endpoints.ServerIdentity));
        Assert.Equal("CN=server by Elsewhere", ShownToClientThatNames(Elsewhere, bySha384, Endpoints.ServerIdentity));
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.2-04", "RFC9846-4.3.4-01")]
    public void A_client_shows_the_one_that_a_CA_issued_which_the_server_names()
    {
        var other = IssuedBy(Elsewhere, Endpoints.ClientRecipe);
        Assert.Equal("CN=client by Elsewhere", ShownToServerThatNames(Elsewhere, Endpoints.ClientIdentity, other));
        Assert.Equal("CN=client by Elsewhere", ShownToServerThatNames(Elsewhere, other, Endpoints.ClientIdentity));
        Assert.Equal("CN=client", ShownToServerThatNames(null, Endpoints.ClientIdentity, other));
        Assert.Equal("CN=client by Elsewhere", ShownToServerThatNames(null, other, Endpoints.ClientIdentity));
    }

    [Fact]
    [Requirement("RFC9846-4.3.4-01")]
    public void An_intermediate_is_a_CA_that_can_be_named_too()
    {
        var intermediate = Elsewhere.Intermediate("CN=Intermediate");
        var identity = IssuedBy(intermediate, Endpoints.ClientRecipe);
        Assert.Equal("CN=client by Intermediate", ShownToServerThatNames(intermediate, Endpoints.ClientIdentity, identity));

        var withIntermediate = new TlsIdentity([identity.Leaf!, intermediate.Certificate], identity.Key);
        Assert.Equal("CN=client by Intermediate", ShownToServerThatNames(Elsewhere, Endpoints.ClientIdentity, withIntermediate));
    }

    // 4.3.4, 4.5.1.2: the server may know more than it names, and it was let pass before
    [Fact]
    public void A_client_of_no_CA_that_the_server_names_shows_its_first()
    {
        var other = IssuedBy(Elsewhere, Endpoints.ClientRecipe);
        Assert.Equal("CN=client", ShownToServerThatNames(Issued.Root("CN=Nobody"), Endpoints.ClientIdentity, other));
        Assert.Equal("CN=client", ShownToServerThatNames(Issued.Root("CN=Nobody"), Endpoints.ClientIdentity));
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.2-07")]
    public void A_client_shows_the_one_whose_certificate_the_server_can_verify()
    {
        var bySha384 = Endpoints.Identity(Endpoints.ClientRecipe with { Subject = "CN=by SHA-384", Hash = HashAlgorithmName.SHA384 });
        Assert.Equal("CN=client", ShownTo(Judging(null) with { Policy = Sha256Only }, bySha384, Endpoints.ClientIdentity));
        Assert.Equal("CN=by SHA-384", ShownTo(Judging(null), bySha384, Endpoints.ClientIdentity));
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.2-11", "RFC9846-4.5.2-05")]
    public void A_client_shows_none_whose_key_cannot_sign_as_the_server_wants()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var large = Endpoints.Identity(Endpoints.ClientRecipe with { Subject = "CN=P-384" }, p384);
        Assert.Equal("CN=client", ShownTo(Judging(null) with { Policy = Sha256Only }, large, Endpoints.ClientIdentity));
        Assert.Null(ShownTo(Judging(null) with { Policy = Sha256Only }, large));
    }

    [Theory]
    [InlineData(CertificateType.X509)]
    [InlineData(CertificateType.RawPublicKey)]
    public void A_client_with_a_raw_key_and_a_certificate_shows_what_was_agreed_on(CertificateType type)
    {
        var key = new TlsIdentity(Endpoints.ClientIdentity.Key);
        using var pair = new HandshakePair(
            Endpoints.Client with { Identities = [key, Endpoints.ClientIdentity] },
            Endpoints.Server with { Authenticator = new Taking(type) }).Run();
        pair.AssertComplete();
        Assert.Equal(type == CertificateType.RawPublicKey ? key.RawKey!.Pin : null, pair.Server.Evidence.PresentedRawKey?.Pin);
        Assert.Equal(type == CertificateType.X509 ? 1 : 0, pair.Server.Evidence.PresentedCertificates.Count);
    }

    private static Issued Elsewhere { get; } = Issued.Root("CN=Elsewhere");

    private static TlsPolicy Sha256Only { get; } =
        new("SHA-256", TlsPolicy.Modern.Groups, TlsPolicy.Modern.CipherSuites, [SignatureScheme.ecdsa_secp256r1_sha256]);

    private static TlsIdentity Named(string name) => Endpoints.Identity(Endpoints.ServerRecipe with { Subject = $"CN={name}", Dns = [name] });

    private static string Shown(TlsClientOptions client, params TlsIdentity[] identities)
    {
        using var pair = new HandshakePair(client with { Identities = [] }, Endpoints.OpenServer with { Identities = identities }).Run();
        return pair.Client.Evidence.PresentedCertificates[0].Subject;
    }

    private static TlsIdentity IssuedBy(Issued authority, Recipe recipe)
    {
        var key = Issued.NewKey();
        var subject = $"{recipe.Subject} by {authority.Certificate.CommonNames[0]}";
        return new TlsIdentity([authority.Issue(recipe with { Subject = subject }, key).Certificate], SoftwareKey.FromPkcs8(key.ExportPkcs8PrivateKey()));
    }

    private static string ShownToClientThatNames(Issued? authority, params TlsIdentity[] identities) => ShownToClientThatNames(authority, Endpoints.Client, identities);

    private static string ShownToClientThatNames(Issued? authority, TlsClientOptions client, params TlsIdentity[] identities)
    {
        using var pair = new HandshakePair(client with { Identities = [] }, Endpoints.OpenServer with { Identities = identities });
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello =>
        {
            if (authority is null) return;
            using var w = new WireWriter();
            CertificateAuthoritiesExtension.Write(w, [authority.Certificate.SubjectDer]);
            hello[ExtensionType.certificate_authorities] = w.Written[4..].ToArray();
        }));
        pair.FromServer.Tamper = flight => flight;
        pair.Run();
        var shown = (Certificate)HandshakeMessage.Read(pair.FromServer.Seen.Single(p => p.Message == HandshakeType.certificate).Content);
        return ParsedCertificate.Parse(shown.Entries[0].Data).Subject;
    }

    private static string? ShownToServerThatNames(Issued? authority, params TlsIdentity[] identities) => ShownTo(Judging(authority), identities);

    private static string? ShownTo(TlsServerOptions server, params TlsIdentity[] identities)
    {
        using var pair = new HandshakePair(Endpoints.Client with { Identities = identities }, server).Run();
        return pair.Server.Evidence.PresentedCertificates is [var leaf, ..] ? leaf.Subject : null;
    }

    private static TlsServerOptions Judging(Issued? named) =>
        Endpoints.Server with { Authenticator = new Endpoints.ChainAuthenticator(new TrustAnchors([Elsewhere.Certificate])) { Named = named is null ? null : new TrustAnchors([named.Certificate]) } };

    /// <summary>Takes one type of certificate, and whoever shows one.</summary>
    private sealed class Taking(CertificateType type) : PeerAuthenticator
    {
        public override bool RequestsCertificate => true;

        public override IReadOnlyList<CertificateType> CertificateTypes => [type];

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            ChainVerdict.Untrusted(AlertDescription.unknown_ca, "Nobody is asked.");

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => Decision.Allow(null, "Whoever.");
    }
}
