using System.Security.Cryptography;
using Adit.Tls.Cryptography.KeyExchange;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Schedule;

namespace Adit.Tls.Handshake.Server;

/// <summary>The server's flight, NEGOTIATED to WAIT_FLIGHT2. References: RFC 9846 4.2.3, 4.4, 4.5, A.2.</summary>
internal static class ServerFlight
{
    public static HandshakeState Begin(HandshakeContext context, TlsServerOptions options, ClientHello hello, KeyShareEntry clientShare, ServerPlan plan, bool helloRetryRequest, Outbox outbox)
    {
        AgreeAndSayHello(context, hello, clientShare, plan, outbox);
        context.Negotiated = new NegotiatedParameters
        {
            Version = ProtocolVersion.TLS13,
            CipherSuite = plan.CipherSuite,
            Group = plan.Group,
            HelloRetryRequest = helloRetryRequest,
            Resumed = context.ResumedSession is not null,
            PeerSignatureScheme = context.ResumedSession?.PeerSignatureScheme,
            ApplicationProtocol = plan.ApplicationProtocol,
            OwnCertificateType = plan.ServerCertificateType ?? CertificateType.X509,
            PeerCertificateType = plan.ClientCertificateType ?? CertificateType.X509,
        };

        // RFC 9846 4.3.9: no ticket that the client could not use.
        if (hello.OffersPskWithDhe) context.TicketBinding = plan.TicketBinding;
        outbox.WriteWith(Epoch.Handshake, plan.CipherSuite, context.Schedule[SecretName.ServerHandshakeTraffic]);
        outbox.ReadWith(Epoch.Handshake, plan.CipherSuite, context.Schedule[SecretName.ClientHandshakeTraffic]);

        if (hello.RecordSizeLimit is { } limit) context.MaxContentLength = RecordSizeLimitExtension.ContentLength(limit);

        // RFC 6066 3: a server that resumes a session does not acknowledge the name.
        Send(context, outbox, EncryptedExtensions.Encode(plan.ApplicationProtocol, acknowledgeServerName: hello.ServerName is not null && context.ResumedSession is null, plan.ClientCertificateType, plan.ServerCertificateType, sayRecordSizeLimit: hello.RecordSizeLimit is not null, plan.GroupsToTell(context.Policy)));
        if (plan.Identity is null) return Finish(context, options, plan, outbox);

        if (options.Authenticator.RequestsCertificate)
            Send(context, outbox, CertificateRequest.Encode(context.Policy.SignatureSchemes, context.Policy.CertificateSignatureSchemes, options.Authenticator.NamedAuthorities?.SubjectNames ?? [], options.CertificateCompressors));
        Send(context, outbox, plan.Identity.CertificateMessage(hello.RequestsOcspResponse, options.CertificateCompressors, hello.CertificateCompression));
        return new AwaitSignature(context, options, plan, plan.Identity);
    }

    private static HandshakeState Finish(HandshakeContext context, TlsServerOptions options, ServerPlan plan, Outbox outbox)
    {
        Send(context, outbox, Finished.Encode(context.Schedule.FinishedMac(SecretName.ServerHandshakeTraffic, context.Transcript.CurrentHash())));
        context.EnterApplication();
        outbox.WriteWith(Epoch.Application, plan.CipherSuite, context.Schedule[SecretName.ServerApplicationTraffic]);
        return plan.Identity is not null && options.Authenticator.RequestsCertificate ? new WaitCertificate(context, options) : new WaitFinished(context, options, context.ShownBefore);
    }

    private static void AgreeAndSayHello(HandshakeContext context, ClientHello hello, KeyShareEntry clientShare, ServerPlan plan, Outbox outbox)
    {
        var group = context.Policy.KeyExchange(plan.Group);
        var random = new byte[32];
        context.Entropy.Fill(random);
        var serverShare = new byte[group.ServerShareLength];
        Span<byte> sharedSecret = stackalloc byte[group.SharedSecretLength];
        try
        {
            group.Respond(clientShare.KeyExchange.Span, serverShare, sharedSecret, context.Entropy);
            int? selectedPsk = plan.PskIdentity is { } identity ? hello.PreSharedKeys!.IndexOf(identity) : null;
            var message = ServerHello.Encode(random, hello.SessionId, plan.CipherSuite, new KeyShareEntry(plan.Group, serverShare), selectedPsk);
            context.Transcript.Add(message);
            outbox.Send(Epoch.Initial, message);
            context.EnterHandshake(plan.CipherSuite, sharedSecret, selectedPsk is null ? null : context.PreSharedKeys[0]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
        }
    }

    private static void Send(HandshakeContext context, Outbox outbox, byte[] message)
    {
        context.Transcript.Add(message);
        outbox.Send(Epoch.Handshake, message);
    }

    private sealed class AwaitSignature(HandshakeContext context, TlsServerOptions options, ServerPlan plan, TlsIdentity identity) : QuestionState
    {
        private readonly Sign question = new(identity, plan.Scheme, CertificateVerify.SignedContent(TlsRole.Server, context.Transcript.CurrentHash()));

        public override Question Question => question;

        public override HandshakeState Resume(Outbox outbox)
        {
            Send(context, outbox, CertificateVerify.Encode(plan.Scheme, question.Answer));
            context.Negotiated = context.Negotiated with { OwnSignatureScheme = plan.Scheme };
            return Finish(context, options, plan, outbox);
        }
    }
}
