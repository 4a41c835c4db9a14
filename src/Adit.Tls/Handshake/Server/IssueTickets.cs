using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;
using Adit.Tls.Schedule;

namespace Adit.Tls.Handshake.Server;

/// <summary>
/// Server, CONNECTED: tickets for a client that was let in, several after a full handshake and one to take the place of the one that was used.
/// They go out with the first thing we send: a client that sends and leaves never reads, and what it does not read would reset the connection.
/// References: RFC 9846 4.7.1, C.4.
/// </summary>
internal sealed class IssueTickets(HandshakeContext context, TlsServerOptions options) : QuestionState
{
    private readonly SealTickets question = new(
        context.Session, context.Schedule[SecretName.Resumption], context.TicketBinding!, context.ResumedSession is null ? options.TicketCount : 1);

    public override Question Question => question;

    public override HandshakeState Resume(Outbox outbox)
    {
        context.Schedule.LeaveResumption();
        foreach (var ticket in question.Answer)
            outbox.Send(Epoch.Application, NewSessionTicket.Encode(ticket.Lifetime, ticket.AgeAdd, ticket.Nonce, ticket.Ticket));
        return new Connected();
    }
}
