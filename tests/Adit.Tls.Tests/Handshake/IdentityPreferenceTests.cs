using System.Security.Cryptography;
using Adit.Tls.Policy;
using Adit.Tls.Tests.Certificates;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Which of its identities a server shows. References: RFC 9846 4.3.3, 4.5.1.2, RFC 6066 3.</summary>
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
    public void Of_two_with_the_name_the_one_whose_certificate_the_client_can_verify_is_shown()
    {
        Assert.Equal("CN=by SHA-384", Shown(Endpoints.Client, BySha384, Endpoints.ServerIdentity));
        Assert.Equal("CN=server", Shown(Endpoints.Client with { Policy = Sha256Only }, BySha384, Endpoints.ServerIdentity));
    }

    [Fact]
    public void The_name_counts_for_more_than_what_the_client_says_it_can_verify() =>
        Assert.Equal("CN=by SHA-384", Shown(Endpoints.Client with { Policy = Sha256Only }, Other, BySha384));

    // 4.5.1.2: where no chain is as the client wants it, one is sent nevertheless
    [Fact]
    public void The_only_one_is_shown_whatever_the_client_says_it_can_verify() =>
        Assert.Equal("CN=by SHA-384", Shown(Endpoints.Client with { Policy = Sha256Only }, BySha384));

    private static TlsPolicy Sha256Only { get; } =
        new("SHA-256", TlsPolicy.Modern.Groups, TlsPolicy.Modern.CipherSuites, [SignatureScheme.ecdsa_secp256r1_sha256]);

    private static TlsIdentity Named(string name) => Endpoints.Identity(Endpoints.ServerRecipe with { Subject = $"CN={name}", Dns = [name] });

    private static string Shown(TlsClientOptions client, params TlsIdentity[] identities)
    {
        using var pair = new HandshakePair(client with { Identity = null }, Endpoints.OpenServer with { Identities = identities }).Run();
        return pair.Client.Evidence.PresentedCertificates[0].Subject;
    }
}
