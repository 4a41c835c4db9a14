using Adit.Tls.Messages;

namespace Adit.Tls.Handshake.Client;

/// <summary>Client, WAIT_CV. References: RFC 9846 4.5.2, A.1.</summary>
internal sealed class WaitCertificateVerify(HandshakeContext context, TlsClientOptions options, CertificateRequest? request, PresentedCredential presented) : HandshakeState
{
    public override Epoch Epoch => Epoch.Handshake;

    protected override string Awaited => "certificate_verify";

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        if (message is not CertificateVerify verify) throw Unexpected(message);
        PeerSignature.Check(verify, presented, context.Policy.SignatureSchemes, TlsRole.Server, context.Transcript.CurrentHash());
        context.Negotiated = context.Negotiated with { PeerSignatureScheme = verify.Scheme };
        context.Transcript.Add(verify.Encoded.Span);
        return new WaitFinished(context, options, request, presented);
    }
}
