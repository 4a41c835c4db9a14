using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;

namespace Adit.Tls.Handshake.Server;

/// <summary>Server, while its identity is chosen. References: RFC 9846 4.5.1.2.</summary>
internal sealed class AwaitIdentity(HandshakeContext context, TlsServerOptions options, ClientHello hello, ChooseIdentity question) : QuestionState
{
    public override Question Question => question;

    public override HandshakeState Resume(Outbox outbox)
    {
        ClientHelloRules.RequireSignatureAlgorithms(hello);
        return Negotiation.Begin(context, options, hello, ServerPlan.ByCertificate(hello, options, question.Answer), outbox);
    }
}
