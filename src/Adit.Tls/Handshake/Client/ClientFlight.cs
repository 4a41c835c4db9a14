using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;
using Adit.Tls.Schedule;

namespace Adit.Tls.Handshake.Client;

/// <summary>The client's second flight: Certificate and CertificateVerify where asked, then Finished. References: RFC 9846 4.5, A.1.</summary>
internal static class ClientFlight
{
    public static HandshakeState Begin(HandshakeContext context, TlsClientOptions options, CertificateRequest? request, Outbox outbox) =>
        request is null ? Finish(context, outbox) : new AwaitIdentity(context, options, request);

    private static Connected Finish(HandshakeContext context, Outbox outbox)
    {
        Send(context, outbox, Finished.Encode(context.Schedule.FinishedMac(SecretName.ClientHandshakeTraffic, context.Transcript.CurrentHash())));
        outbox.WriteWith(Epoch.Application, context.Negotiated.CipherSuite, context.Schedule[SecretName.ClientApplicationTraffic]);
        if (context.IsResumable) context.Schedule.EnterResumption(context.Transcript.CurrentHash());
        return new Connected();
    }

    private static void Send(HandshakeContext context, Outbox outbox, byte[] message)
    {
        context.Transcript.Add(message);
        outbox.Send(Epoch.Handshake, message);
    }

    private sealed class AwaitIdentity(HandshakeContext context, TlsClientOptions options, CertificateRequest request) : QuestionState
    {
        private readonly ChooseIdentity question = new(new IdentityWishes
        {
            CertificateTypes = [context.Negotiated.OwnCertificateType],
            SignatureSchemes = request.SignatureAlgorithms,
            CertificateSignatureSchemes = request.CertificateSignatureAlgorithms,
            CertificateAuthorities = request.CertificateAuthorities,
        });

        public override Question Question => question;

        public override HandshakeState Resume(Outbox outbox)
        {
            var choice = question.Answer;

            // RFC 9846 4.5.1: without a suitable certificate, an empty list.
            Send(context, outbox, choice.Identity?.CertificateMessage(staples: false, options.CertificateCompressors, request.CertificateCompression) ?? Certificate.Encode([]));
            return choice.Identity is { } identity ? new AwaitSignature(context, identity, choice.Scheme) : Finish(context, outbox);
        }
    }

    private sealed class AwaitSignature(HandshakeContext context, TlsIdentity identity, SignatureScheme scheme) : QuestionState
    {
        private readonly Sign question = new(identity, scheme, CertificateVerify.SignedContent(TlsRole.Client, context.Transcript.CurrentHash()));

        public override Question Question => question;

        public override HandshakeState Resume(Outbox outbox)
        {
            Send(context, outbox, CertificateVerify.Encode(scheme, question.Answer));
            context.Negotiated = context.Negotiated with { OwnSignatureScheme = scheme };
            return Finish(context, outbox);
        }
    }
}
