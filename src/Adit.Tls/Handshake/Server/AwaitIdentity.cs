using Adit.Tls.Evidence;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;

namespace Adit.Tls.Handshake.Server;

/// <summary>Server, while its identity is chosen. References: RFC 9846 4.5.1.2.</summary>
internal sealed class AwaitIdentity(HandshakeContext context, TlsServerOptions options, ClientHello hello, PeerOffer offer) : QuestionState
{
    private readonly ChooseIdentity question = new(new IdentityWishes
    {
        ServerName = offer.ServerName,
        CertificateTypes = offer.ServerCertificateTypes,
        SignatureSchemes = offer.SignatureSchemes,
        CertificateSignatureSchemes = offer.CertificateSignatureSchemes,
        CertificateAuthorities = hello.CertificateAuthorities,
    });

    public override Question Question => question;

    public override HandshakeState Resume(Outbox outbox)
    {
        ClientHelloRules.RequireSignatureAlgorithms(hello);
        return Negotiation.Begin(context, options, hello, ServerPlan.ByCertificate(hello, options, question.Answer), outbox);
    }
}
