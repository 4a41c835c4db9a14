using Adit.Tls.Messages;

namespace Adit.Tls.Handshake.Client;

/// <summary>Client, WAIT_CERT. References: RFC 9846 4.5.1, A.1.</summary>
internal sealed class WaitCertificate(HandshakeContext context, TlsClientOptions options, CertificateRequest? request) : HandshakeState
{
    public override Epoch Epoch => Epoch.Handshake;

    protected override string Awaited => "certificate";

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        if (Certificate.Of(message, options.CertificateCompressors) is not { } certificate) throw Unexpected(message);

        // RFC 7250 4.2: a server that selects no type shows X.509, which we may not take.
        if (!options.Authenticator.CertificateTypes.Contains(context.Negotiated.PeerCertificateType))
            throw TlsException.Fatal(AlertDescription.unsupported_certificate, "The server shows an X.509 certificate, and we take only a raw public key (RFC 7250 4.2).");

        // RFC 9846 4.5.1.3: a server's list is never empty.
        var presented = PresentedCredential.Read(certificate, ClientOffer.AskedOfCertificate(options), context)
            ?? throw TlsException.Fatal(AlertDescription.decode_error, "The server's Certificate is empty.", "4.5.1.3");
        context.Transcript.Add(certificate.Encoded.Span);
        return new WaitCertificateVerify(context, options, request, presented);
    }
}
