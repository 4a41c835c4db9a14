using Adit.Tls.Messages;

namespace Adit.Tls.Handshake.Server;

/// <summary>Server, after its HelloRetryRequest: START again in RFC 9846 A.2. References: RFC 9846 4.2.2, 4.2.4.</summary>
internal sealed class WaitSecondClientHello(HandshakeContext context, TlsServerOptions options, ClientHello first, ServerPlan plan) : HandshakeState
{
    public override Epoch Epoch => Epoch.Initial;

    protected override string Awaited => "the second client_hello";

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        if (message is not ClientHello second) throw Unexpected(message);
        ClientHelloRules.CheckSecond(second, first, plan.Group);
        context.EarlyData = EarlyData.None;
        context.Transcript.Add(second.Encoded.Span);
        return ServerFlight.Begin(context, options, second, second.KeyShares![0], plan, helloRetryRequest: true, outbox);
    }
}
