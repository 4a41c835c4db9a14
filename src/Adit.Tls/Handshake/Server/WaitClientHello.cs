using Adit.Tls.Cryptography;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;
using Adit.Tls.Wire;

namespace Adit.Tls.Handshake.Server;

/// <summary>Server, START. References: RFC 9846 4.2.2, 9.2, A.2.</summary>
internal sealed class WaitClientHello(HandshakeContext context, TlsServerOptions options) : HandshakeState
{
    public override Epoch Epoch => Epoch.Initial;

    protected override string Awaited => "client_hello";

    public static HandshakeContext NewContext(TlsServerOptions options, string? from, Entropy entropy) =>
        new(options.Policy, entropy, new PeerEvidence { Role = TlsRole.Server, From = from });

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        if (message is not ClientHello hello) throw Unexpected(message);
        var offer = OfferOf(hello);
        context.Evidence = context.Evidence with { Offer = offer, ServerName = hello.ServerName };
        ClientHelloRules.Check(hello);
        context.MiddleboxCompatibility = hello.SessionId.Length > 0;
        context.Transcript.Add(hello.Encoded.Span);
        return new AwaitIdentity(context, options, hello, offer);
    }

    private static PeerOffer OfferOf(ClientHello hello) => new()
    {
        Versions = [.. (hello.SupportedVersions ?? [hello.LegacyVersion]).Where(v => !Iana.IsGrease((ushort)v))],
        Groups = [.. (hello.SupportedGroups ?? []).Where(g => !Iana.IsGrease((ushort)g))],
        KeyShares = [.. (hello.KeyShares ?? []).Select(s => s.Group).Where(g => !Iana.IsGrease((ushort)g))],
        CipherSuites = [.. hello.CipherSuites.Where(s => !Iana.IsGrease((ushort)s))],
        SignatureSchemes = [.. (hello.SignatureAlgorithms ?? []).Where(s => !Iana.IsGrease((ushort)s))],
        ApplicationProtocols = [.. (hello.ApplicationProtocols ?? []).Select(name => PeerText.Of(name))],
        ServerName = hello.ServerName,
    };

    private sealed class AwaitIdentity(HandshakeContext context, TlsServerOptions options, ClientHello hello, PeerOffer offer) : QuestionState
    {
        private readonly ChooseIdentity question = new(offer);

        public override Question Question => question;

        public override HandshakeState Resume(Outbox outbox)
        {
            var plan = ServerPlan.Make(hello, options, question.Answer);
            context.Transcript.Start(plan.Hash);
            if (hello.KeyShares!.FirstOrDefault(share => share.Group == plan.Group) is { } share)
            {
                context.EarlyData = hello.OffersEarlyData ? EarlyData.SkipUndecryptable : EarlyData.None;
                return ServerFlight.Begin(context, options, hello, share, plan, helloRetryRequest: false, outbox);
            }

            context.Transcript.ReplaceByMessageHash();
            var retry = ServerHello.EncodeRetry(hello.SessionId, plan.CipherSuite, plan.Group);
            context.Transcript.Add(retry);
            outbox.Send(Epoch.Initial, retry);
            context.EarlyData = hello.OffersEarlyData ? EarlyData.SkipUntilSecondHello : EarlyData.None;
            return new WaitSecondClientHello(context, options, hello, plan);
        }
    }
}
