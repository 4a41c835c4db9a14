using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Sessions;

namespace Adit.Tls.Handshake.Client;

/// <summary>Begins a client's handshake: START of RFC 9846 A.1.</summary>
internal static class ClientStart
{
    public static HandshakeState Begin(TlsClientOptions options, HandshakeContext context, Outbox outbox) =>
        context.SessionKey is { } key ? new AwaitSession(context, options, key) : SayHello(options, context, default, outbox);

    public static HandshakeContext NewContext(TlsClientOptions options, string? from, Entropy entropy) =>
        new(options.Policy, entropy, new PeerEvidence { Role = TlsRole.Client, From = from, ServerName = options.ServerName }) { KeyLimits = options.KeyLimits, SessionKey = SessionKey.Of(options), KeyLog = options.UnsafeKeyLog, KnownCertificates = options.KnownCertificates };

    private static WaitServerHello SayHello(TlsClientOptions options, HandshakeContext context, DateTimeOffset now, Outbox outbox)
    {
        var random = new byte[32];
        var sessionId = new byte[32];
        context.Entropy.Fill(random);
        context.Entropy.Fill(sessionId);
        context.ClientRandom = random;
        context.MiddleboxCompatibility = true;

        // RFC 9846 4.3.8: a share for the group we like best, or none; a server that wants another asks for it.
        if (options.SendsKeyShare) context.NewEphemeralKey(options.Policy.Groups[0]);
        var hashes = options.Policy.CipherSuites.Select(HashFunction.Of).Distinct().ToArray();
        context.AddPreSharedKeys(options.PreSharedKeys.SelectMany(psk => OfferedPsk.FormsOf(psk, hashes)));
        var offer = new ClientOffer(options, random, sessionId, takesTickets: context.SessionKey is not null, offersPsks: context.PreSharedKeys.Count > 0);
        var hello = offer.Encode(context, cookie: null, now);
        context.Transcript.Add(hello);
        outbox.Send(Epoch.Initial, hello);
        return new WaitServerHello(context, offer, retry: null);
    }

    /// <summary>RFC 9846 4.7.1: a ticket is offered in one handshake, whatever becomes of it.</summary>
    private sealed class AwaitSession(HandshakeContext context, TlsClientOptions options, string key) : QuestionState
    {
        private readonly FindSession question = new(key, context.Evidence);

        public override Question Question => question;

        public override HandshakeState Resume(Outbox outbox)
        {
            if (question.Answer.Psk is { } psk) context.AddPreSharedKeys([psk]);
            return SayHello(options, context, question.At, outbox);
        }
    }
}
