using Adit.Tls.Messages;
using Adit.Tls.Schedule;

namespace Adit.Tls.Handshake.Client;

/// <summary>Client, WAIT_FINISHED. References: RFC 9846 4.5.3, A.1.</summary>
internal sealed class WaitFinished(HandshakeContext context, TlsClientOptions options, CertificateRequest? request, PresentedCredential? presented) : HandshakeState
{
    public override Epoch Epoch => Epoch.Handshake;

    protected override string Awaited => "finished";

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        if (message is not Finished finished) throw Unexpected(message);
        PeerFinished.Check(finished, SecretName.ServerHandshakeTraffic, context);
        context.NotePskProof();
        context.EnterApplication();
        outbox.ReadWith(Epoch.Application, context.Negotiated.CipherSuite, context.Schedule[SecretName.ServerApplicationTraffic]);
        return JudgePeer.Begin(context, presented, next => ClientFlight.Begin(context, options, request, next));
    }
}
