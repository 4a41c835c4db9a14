using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Wire;

namespace Adit.Tls.Handshake.Server;

/// <summary>Server, while the client's PSK identities are looked up. References: RFC 9846 4.3.9, 4.3.11.</summary>
internal static class PskSelection
{
    /// <summary>More identities than a client of ours offers: each costs a look-up.</summary>
    private const int MaxIdentities = 32;

    public static HandshakeState Begin(HandshakeContext context, TlsServerOptions options, ClientHello hello, ChooseIdentity identity)
    {
        // RFC 9846 4.3.9: a PSK without an ephemeral key exchange would have no forward secrecy, and is not used here.
        if (hello.PreSharedKeys is { } offered && hello.OffersPskWithDhe) return new AwaitPsk(context, options, hello, identity, offered);
        if (options.Identities.Count > 0) return new AwaitIdentity(context, options, hello, identity);
        throw TlsException.Fatal(AlertDescription.handshake_failure, "The client offers no pre-shared key with psk_dhe_ke, and we take nothing else.", "4.3.9");
    }

    private sealed class AwaitPsk(HandshakeContext context, TlsServerOptions options, ClientHello hello, ChooseIdentity identity, PreSharedKeyExtension offered) : QuestionState
    {
        private readonly FindPsk question = new([.. offered.Identities.Take(MaxIdentities)], offered.Binders[0].Length, ServerPlan.CommonHashes(hello, options));

        public override Question Question => question;

        public override HandshakeState Resume(Outbox outbox)
        {
            var choice = question.Answer;
            if (choice.Psk is null) return new AwaitIdentity(context, options, hello, identity);
            context.AddPreSharedKeys([choice.Psk]);

            // An unknown identity and a wrong key end alike (RFC 9846 4.3.11, F.6); only our log tells them apart.
            if (!PskBinder.Fits(hello, choice.Index, choice.Psk, context.Transcript))
            {
                throw TlsException.Fatal(AlertDescription.decrypt_error, choice.IsDecoy
                    ? $"The client's PSK identity \"{PeerText.Of(offered.Identities[0].Span)}\" is not known here."
                    : $"The client's binder for {choice.Psk.Title} does not fit: its key is another.", "4.3.11");
            }

            return Negotiation.Begin(context, options, hello, ServerPlan.ByPsk(hello, options, choice), outbox);
        }
    }
}
