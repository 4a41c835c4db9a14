using Adit.Tls.Messages;

namespace Adit.Tls.Handshake.Server;

/// <summary>Server, WAIT_CV. References: RFC 9846 4.5.2, A.2.</summary>
internal sealed class WaitCertificateVerify(HandshakeContext context, TlsServerOptions options, PresentedCredential presented) : HandshakeState
{
    public override Epoch Epoch => Epoch.Handshake;

    protected override string Awaited => "certificate_verify";

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        if (message is not CertificateVerify verify) throw Unexpected(message);
        PeerSignature.Check(verify, presented, context.Policy.SignatureSchemes, TlsRole.Client, context.Transcript.CurrentHash());
        context.Negotiated = context.Negotiated with { PeerSignatureScheme = verify.Scheme };
        context.Transcript.Add(verify.Encoded.Span);
        return new WaitFinished(context, options, presented);
    }
}
