using System.Text.Json;
using Adit.Telemetry;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;

namespace Adit.Tunnel.Tests.Telemetry;

/// <summary>What the line of a connection tells of the peer.</summary>
public sealed class ConnectionRecordTests
{
    private static readonly ParsedCertificate Leaf = TestPeers.Ours.Issue("client.test").Leaf!;
    private static readonly RawPublicKey Key = new TlsIdentity(SoftwareKey.Generate(SignatureScheme.ed25519)).RawKey!;

    [Fact]
    public void A_raw_key_is_told_by_its_algorithm_and_its_pin()
    {
        var line = Line(new PeerEvidence { Role = TlsRole.Server, Proof = new RawKeyProof(Key), PresentedRawKey = Key });
        Assert.Equal("Ed25519", line.GetProperty("raw_public_key").GetString());
        Assert.Equal(Key.Pin, line.GetProperty("pin").GetString());
        Assert.False(line.TryGetProperty("proof", out _));
        Assert.False(line.TryGetProperty("subject", out _));
    }

    [Fact]
    public void A_peer_that_failed_before_its_proof_is_told_by_what_it_had_shown_and_that_it_proved_nothing()
    {
        var certificate = Line(new PeerEvidence { Role = TlsRole.Client, PresentedCertificates = [Leaf] });
        Assert.Equal("CN=client.test", certificate.GetProperty("subject").GetString());
        Assert.Equal(Leaf.Pin, certificate.GetProperty("pin").GetString());
        Assert.Equal("incomplete", certificate.GetProperty("proof").GetString());
        Assert.False(certificate.TryGetProperty("chain", out _));

        var key = Line(new PeerEvidence { Role = TlsRole.Client, PresentedRawKey = Key });
        Assert.Equal(Key.Pin, key.GetProperty("pin").GetString());
        Assert.Equal("incomplete", key.GetProperty("proof").GetString());
    }

    [Fact]
    public void Certificate_types_are_told_where_a_client_named_some()
    {
        Assert.False(Line(Offering([CertificateType.X509])).TryGetProperty("offered_client_certificate_types", out _));
        Assert.Equal(
            ["RawPublicKey", "certificate type 77"],
            Line(Offering([CertificateType.RawPublicKey, (CertificateType)77])).GetProperty("offered_client_certificate_types").EnumerateArray().Select(t => t.GetString()));
    }

    private static PeerEvidence Offering(IReadOnlyList<CertificateType> types) => new()
    {
        Role = TlsRole.Server,
        Offer = new PeerOffer
        {
            Versions = [],
            Groups = [],
            KeyShares = [],
            CipherSuites = [],
            SignatureSchemes = [],
            ApplicationProtocols = [],
            ClientCertificateTypes = types,
        },
    };

    private static JsonElement Line(PeerEvidence evidence)
    {
        var output = new StringWriter();
        new ConnectionRecord { Tunnel = "t", Outcome = ConnectionOutcome.Refused, Reason = "Because.", Evidence = evidence }
            .WriteTo(new EventLog(output, json: true, timeProvider: new ManualTime()));
        return JsonDocument.Parse(output.ToString()).RootElement;
    }
}
