using Adit.Tls.Messages;

namespace Adit.Tls.Handshake.Client;

/// <summary>Client, WAIT_CERT_CR: the server may ask for our certificate before it shows its own. References: RFC 9846 4.4.2, A.1.</summary>
internal sealed class WaitCertificateOrRequest(HandshakeContext context, TlsClientOptions options) : HandshakeState
{
    public override Epoch Epoch => Epoch.Handshake;

    protected override string Awaited => "certificate_request or certificate";

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        switch (message)
        {
            case Certificate or CompressedCertificate:
                return new WaitCertificate(context, options, request: null).Handle(message, outbox);
            case CertificateRequest request:
                // RFC 9846 4.4.2: the context is only for requests after a handshake.
                if (request.Context.Length != 0)
                    throw TlsException.Fatal(AlertDescription.illegal_parameter, "The server's CertificateRequest has a context that is not empty.", "4.4.2");
                context.Transcript.Add(request.Encoded.Span);
                return new WaitCertificate(context, options, request);
            default:
                throw Unexpected(message);
        }
    }
}
