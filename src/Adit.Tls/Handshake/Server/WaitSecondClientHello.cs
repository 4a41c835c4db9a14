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
        if (plan.PskIdentity is { } identity) CheckPsk(second, identity);
        context.Transcript.Add(second.Encoded.Span);
        return ServerFlight.Begin(context, options, second, second.KeyShares![0], plan, helloRetryRequest: true, outbox);
    }

    /// <summary>RFC 9846 4.2.2: the identities may have been reduced, but not by the one that was chosen; and its binder covers the retry now.</summary>
    private void CheckPsk(ClientHello second, ReadOnlyMemory<byte> identity)
    {
        var index = second.PreSharedKeys?.IndexOf(identity) ?? -1;
        if (index < 0)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The client's second ClientHello lacks the pre-shared key of its first.", "4.2.2");
        var psk = context.PreSharedKeys[0];
        if (!PskBinder.Fits(second, index, psk, context.Transcript))
            throw TlsException.Fatal(AlertDescription.decrypt_error, $"The client's second binder for {psk.Title} does not fit.", "4.3.11");
    }
}
