using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;

namespace Adit.Tls.Handshake.Server;

/// <summary>
/// Server, while it looks for a ticket of its own among the client's PSK identities. A ticket is bound to the identity we would show, so that is chosen
/// first. Where none is found the handshake goes on without. References: RFC 9846 4.3.9, 4.3.11.
/// </summary>
internal static class TicketSelection
{
    /// <summary>More tickets than a client offers: each costs an opening.</summary>
    private const int MaxTickets = 8;

    public static HandshakeState Begin(HandshakeContext context, TlsServerOptions options, ClientHello hello, ChooseIdentity identity) =>
        options.TicketKeys is not null && options.Identities.Count > 0 && hello.PreSharedKeys is not null && hello.OffersPskWithDhe
            ? new AwaitBinding(context, options, hello, identity)
            : WithoutTicket(context, options, hello, identity);

    private static HandshakeState WithoutTicket(HandshakeContext context, TlsServerOptions options, ClientHello hello, ChooseIdentity identity) =>
        options.PreSharedKeys.Count > 0 ? PskSelection.Begin(context, options, hello, identity) : new AwaitIdentity(context, options, hello, identity);

    private sealed class AwaitBinding(HandshakeContext context, TlsServerOptions options, ClientHello hello, ChooseIdentity identity) : QuestionState
    {
        public override Question Question => identity;

        public override HandshakeState Resume(Outbox outbox) => ServerPlan.TicketBindingFor(hello, options, identity.Answer) is { } binding
            ? new AwaitTicket(context, options, hello, identity, binding)
            : WithoutTicket(context, options, hello, identity);
    }

    private sealed class AwaitTicket(HandshakeContext context, TlsServerOptions options, ClientHello hello, ChooseIdentity identity, byte[] binding) : QuestionState
    {
        private readonly OpenTicket question = new(
            [.. hello.PreSharedKeys!.Identities.Take(MaxTickets)], ServerPlan.CommonHashes(hello, options), binding, context.Evidence);

        public override Question Question => question;

        public override HandshakeState Resume(Outbox outbox)
        {
            var choice = question.Answer;
            if (choice.Psk is not { } psk) return WithoutTicket(context, options, hello, identity);
            context.AddPreSharedKeys([psk]);

            // RFC 9846 4.3.11: this binder and no other; where it does not fit, the ticket is somebody else's.
            if (!PskBinder.Fits(hello, choice.Index, psk, context.Transcript))
                throw TlsException.Fatal(AlertDescription.decrypt_error, "The client's binder for its session ticket does not fit: its key is another.", "4.3.11");
            return Negotiation.Begin(context, options, hello, ServerPlan.ByTicket(hello, options, choice, identity.Answer, binding), outbox);
        }
    }
}
