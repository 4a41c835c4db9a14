using Adit.Tls.Messages;

namespace Adit.Tls.Handshake.Client;

/// <summary>Client, WAIT_CERT. References: RFC 9846 4.5.1, A.1.</summary>
internal sealed class WaitCertificate(HandshakeContext context, TlsClientOptions options, CertificateRequest? request) : HandshakeState
{
    public override Epoch Epoch => Epoch.Handshake;

    protected override string Awaited => "certificate";

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        if (message is not Certificate certificate) throw Unexpected(message);

        // RFC 9846 4.5.1.3: a server's list is never empty.
        if (certificate.Entries.Length == 0)
            throw TlsException.Fatal(AlertDescription.decode_error, "The server's Certificate is empty.", "4.5.1.3");
        var presented = PeerCertificates.Read(certificate);
        context.Evidence = context.Evidence with { PresentedCertificates = presented };
        context.Transcript.Add(certificate.Encoded.Span);
        return new WaitCertificateVerify(context, options, request, presented);
    }
}
