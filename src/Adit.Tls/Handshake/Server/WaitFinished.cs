using Adit.Tls.Messages;
using Adit.Tls.Schedule;

namespace Adit.Tls.Handshake.Server;

/// <summary>Server, WAIT_FINISHED. References: RFC 9846 4.5.3, A.2.</summary>
internal sealed class WaitFinished(HandshakeContext context, TlsServerOptions options, PresentedCredential? presented) : HandshakeState
{
    public override Epoch Epoch => Epoch.Handshake;

    protected override string Awaited => "finished";

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        if (message is not Finished finished) throw Unexpected(message);
        PeerFinished.Check(finished, SecretName.ClientHandshakeTraffic, context);
        context.NotePskProof();
        outbox.ReadWith(Epoch.Application, context.Negotiated.CipherSuite, context.Schedule[SecretName.ClientApplicationTraffic]);
        if (context.IsResumable) context.Schedule.EnterResumption(context.Transcript.CurrentHash());

        // No ticket before the peer was let in.
        return JudgePeer.Begin(context, presented, _ => context.IsResumable ? new IssueTickets(context, options) : new Connected());
    }
}
