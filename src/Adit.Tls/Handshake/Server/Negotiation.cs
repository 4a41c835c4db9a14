using Adit.Tls.Messages;

namespace Adit.Tls.Handshake.Server;

/// <summary>Server, once it knows what it wants: its flight, or a HelloRetryRequest where the client sent no share for the group. References: RFC 9846 4.2.1, 4.2.4.</summary>
internal static class Negotiation
{
    public static HandshakeState Begin(HandshakeContext context, TlsServerOptions options, ClientHello hello, ServerPlan plan, Outbox outbox)
    {
        var share = hello.KeyShares!.FirstOrDefault(s => s.Group == plan.Group);
        context.EarlyData = !hello.OffersEarlyData ? EarlyData.None : share is null ? EarlyData.SkipUntilSecondHello : EarlyData.SkipUndecryptable;
        if (share is not null)
        {
            context.Transcript.Add(hello.Encoded.Span);
            context.Transcript.Start(plan.Hash);
            return ServerFlight.Begin(context, options, hello, share, plan, helloRetryRequest: false, outbox);
        }

        var retry = ServerHello.EncodeRetry(hello.SessionId, plan.CipherSuite, plan.Group);
        context.Transcript.Add(hello.Encoded.Span);
        context.Transcript.Start(plan.Hash);
        context.Transcript.AddRetry(retry);
        outbox.Send(Epoch.Initial, retry);
        return new WaitSecondClientHello(context, options, hello, plan);
    }
}
