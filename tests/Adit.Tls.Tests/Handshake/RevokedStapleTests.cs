using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Tests.Certificates;

namespace Adit.Tls.Tests.Handshake;

/// <summary>A handshake ends where the response that the server staples itself speaks against it. References: RFC 9846 4.5.1.1, RFC 6960 4.2.</summary>
public sealed class RevokedStapleTests
{
    private static readonly Issued Root = Issued.Root("CN=Responding");
    private static readonly Issued Leaf = Root.Issue(Endpoints.ServerRecipe);

    [Flaw(44)]
    [Theory]
    [InlineData("good", null)]
    [InlineData("revoked", AlertDescription.certificate_revoked)]
    public void What_it_says_is_done(string status, AlertDescription? alert)
    {
        var identity = new TlsIdentity([Leaf.Certificate], SoftwareKey.FromPkcs8(Leaf.Key.ExportPkcs8PrivateKey())) { OcspResponse = new OcspRecipe { Status = status }.Der(Leaf, Root) };
        using var pair = new HandshakePair(Endpoints.Client with { Authenticator = new Judge() }, Endpoints.OpenServer with { Identities = [identity] }).Run();

        if (alert is null) pair.AssertComplete();
        else pair.AssertRefusedBy(TlsRole.Client, alert.Value);
    }

    private sealed class Judge : PeerAuthenticator
    {
        public override bool RequestsCertificate => false;

        public override bool RequestsOcspResponse => true;

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            new CertificateValidator(new TrustAnchors([Root.Certificate])).Validate(
                new ChainQuestion { Presented = presented.Chain, PeerRole = TlsRole.Server, Now = now, ServerName = serverName, OcspResponse = presented.StapledOcspResponse });

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => Endpoints.Client.Authenticator.Decide(evidence, now);
    }
}
