using System.Security.Cryptography;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Wire;

namespace Adit.Tls.Tests.Handshake;

/// <summary>An OCSP response that travels with a certificate. References: RFC 9846 4.5.1.1, RFC 6066 8.</summary>
public sealed class StaplingTests
{
    private static readonly byte[] Response = [0x30, 3, 10, 1, 0];

    private static readonly TlsServerOptions Server = Endpoints.Server with { Identities = [Stapled(Response)] };

    [Fact]
    [Requirement("RFC9846-4.5.1.1-01")]
    public void What_the_server_staples_is_given_to_the_clients_judge()
    {
        var judge = new Asking();
        using var pair = new HandshakePair(Endpoints.Client with { Authenticator = judge }, Server);
        pair.Run().AssertComplete();
        Assert.Equal(Response, judge.Given!.StapledOcspResponse!.Value.ToArray());
        Assert.Same(judge.Given.Chain[0], judge.Given.Leaf);
    }

    [Fact]
    public void A_server_without_a_response_staples_none()
    {
        var judge = new Asking();
        using var pair = new HandshakePair(Endpoints.Client with { Authenticator = judge });
        pair.Run().AssertComplete();
        Assert.Null(judge.Given!.StapledOcspResponse);
    }

    [Fact]
    [Requirement("RFC9846-4.3-05", "RFC9846-4.5.1-06")]
    public void A_client_that_does_not_ask_is_sent_none()
    {
        using var pair = new HandshakePair(serverOptions: Server);
        pair.FromServer.Tamper = flight => flight;
        pair.Run().AssertComplete();
        Assert.Equal(Certificate.Encode(Endpoints.ServerIdentity.CertificateEntries), pair.FromServer.Seen.Single(p => p.Message == HandshakeType.certificate).Content);
    }

    // 4.5.1.1: it is of older versions, and says nothing here, whether it is well-formed or not
    [Theory]
    [InlineData(0, 7, 1, 0, 4, 0, 0, 0, 0)]
    [InlineData(0, 7, 2, 0, 4, 0, 0, 0, 0)]
    [InlineData(0xff)]
    [Requirement("RFC9846-4.5.1.1-02", "RFC9846-4.5.1.1-03")]
    public void A_client_that_asks_by_status_request_v2_is_served_and_sent_none(params int[] bytes)
    {
        using var pair = new HandshakePair(serverOptions: Server);
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello => hello[(ExtensionType)17] = [.. bytes.Select(b => (byte)b)]));
        pair.FromServer.Tamper = flight => flight;
        pair.Run();
        Assert.Equal(Certificate.Encode(Endpoints.ServerIdentity.CertificateEntries), pair.FromServer.Seen.Single(p => p.Message == HandshakeType.certificate).Content);
    }

    [Fact]
    [Requirement("RFC9846-4.5.1-07")]
    public void A_client_staples_none_for_no_server_asks_it()
    {
        var identity = new TlsIdentity(Endpoints.ClientIdentity.Chain, Endpoints.ClientIdentity.Key) { OcspResponse = Response };
        using var pair = new HandshakePair(Endpoints.Client with { Identities = [identity] });
        pair.FromClient.Tamper = flight => flight;
        pair.Run().AssertComplete();
        Assert.Equal(Certificate.Encode(identity.CertificateEntries), pair.FromClient.Seen.Single(p => p.Message == HandshakeType.certificate).Content);
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.3-06", "RFC9846-4.5.1-06", "RFC9846-4.5.1-07")]
    public void A_response_that_was_not_asked_for_is_refused(TlsRole role)
    {
        using var pair = new HandshakePair();
        var (from, own) = role == TlsRole.Client ? (pair.FromServer, Endpoints.ServerIdentity) : (pair.FromClient, Endpoints.ClientIdentity);
        from.Tamper = flight => flight.Change(HandshakeType.certificate, _ => Certificate.Encode(own.CertificateEntries, Response));
        pair.Run();
        pair.AssertRefusedBy(role, AlertDescription.unsupported_extension, "4.3", "status_request");
    }

    [Fact]
    public void Another_extension_than_the_one_asked_for_is_refused()
    {
        using var pair = new HandshakePair(Endpoints.Client with { Authenticator = new Asking() }, Server);
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.certificate, m =>
        {
            m[^(Response.Length + 7)] = (byte)ExtensionType.signed_certificate_timestamp;
            return m;
        });
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unsupported_extension, "4.3", "signed_certificate_timestamp");
    }

    [Fact]
    public void A_client_with_pre_shared_keys_does_not_ask()
    {
        using var key = new PreSharedKey("us"u8.ToArray(), new byte[32], HashAlgorithmName.SHA256);
        using var pair = new HandshakePair(Endpoints.Client with { Identities = [], PreSharedKeys = [key], Authenticator = new Asking() });
        pair.FromClient.Tamper = flight => flight;
        pair.Run();
        Assert.False(HelloOf(pair).Has(ExtensionType.status_request));
    }

    [Theory]
    [InlineData(AlertDescription.illegal_parameter, 2, 0, 0, 1, 9)]
    [InlineData(AlertDescription.decode_error)]
    [InlineData(AlertDescription.decode_error, 1)]
    [InlineData(AlertDescription.decode_error, 1, 0, 0, 0)]
    [InlineData(AlertDescription.decode_error, 1, 0, 0, 2, 9)]
    [InlineData(AlertDescription.decode_error, 1, 0, 0, 1, 9, 9)]
    [Requirement("RFC9846-4.3-02", "RFC9846-4.5.1.1-01")]
    public void A_malformed_response_is_refused(AlertDescription alert, params int[] bytes)
    {
        var error = Assert.Throws<TlsException>(() => StatusRequestExtension.ReadResponse(Reader(bytes)));
        Assert.Equal(alert, error.AlertSent);
    }

    [Theory]
    [InlineData(true, 1, 0, 0, 0, 0)]
    [InlineData(true, 1, 0, 3, 0, 1, 9, 0, 2, 9, 9)]
    [InlineData(false, 2, 9, 9)]
    public void A_request_is_read_whoever_is_to_respond(bool asked, params int[] bytes) => Assert.Equal(asked, StatusRequestExtension.ReadRequest(Reader(bytes)));

    [Theory]
    [InlineData]
    [InlineData(1, 0, 0, 0)]
    [InlineData(1, 0, 2, 0, 0, 0, 0)]
    [InlineData(1, 0, 0, 0, 1)]
    [InlineData(1, 0, 0, 0, 0, 0)]
    public void A_malformed_request_is_a_decode_error(params int[] bytes)
    {
        var error = Assert.Throws<TlsException>(() => StatusRequestExtension.ReadRequest(Reader(bytes)));
        Assert.Equal(AlertDescription.decode_error, error.AlertSent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(StatusRequestExtension.MaxResponseLength + 1)]
    public void A_response_that_fits_no_extension_is_refused_when_the_identity_is_made(int length) =>
        Assert.Contains($"{length} bytes", Assert.Throws<ArgumentException>(() => Stapled(new byte[length])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_raw_key_has_no_response() =>
        Assert.Throws<ArgumentException>(() => new TlsIdentity(Endpoints.ServerIdentity.Key) { OcspResponse = Response });

    [Fact]
    public void The_longest_response_fits()
    {
        var judge = new Asking();
        using var pair = new HandshakePair(
            Endpoints.Client with { Authenticator = judge }, Endpoints.Server with { Identities = [Stapled(new byte[StatusRequestExtension.MaxResponseLength])] });
        pair.Run().AssertComplete();
        Assert.Equal(StatusRequestExtension.MaxResponseLength, judge.Given!.StapledOcspResponse!.Value.Length);
    }

    private static TlsIdentity Stapled(byte[] response) => new(Endpoints.ServerIdentity.Chain, Endpoints.ServerIdentity.Key) { OcspResponse = response };

    private static ClientHello HelloOf(HandshakePair pair) =>
        (ClientHello)HandshakeMessage.Read(pair.FromClient.Seen.First(p => p.Message == HandshakeType.client_hello).Content);

    private static WireReader Reader(int[] bytes) => new(bytes.Select(b => (byte)b).ToArray(), "status_request");

    /// <summary>Judges as any client does, and asks for a stapled response.</summary>
    private sealed class Asking : PeerAuthenticator
    {
        /// <summary>What it was last asked about.</summary>
        public PeerCertificates? Given { get; private set; }

        public override bool RequestsCertificate => false;

        public override bool RequestsOcspResponse => true;

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now)
        {
            Given = presented;
            return Endpoints.Client.Authenticator.Verify(presented, role, serverName, now);
        }

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => Endpoints.Client.Authenticator.Decide(evidence, now);
    }
}
