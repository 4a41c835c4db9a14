using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>
/// A ticket of the server, good for one handshake later. Its extensions are ignored: the one there is, early_data, is for what is never sent here.
/// References: RFC 9846 4.7.1. Sizes: ticket_nonce 0..255, ticket 1..2^16-1, extensions 0..2^16-1.
/// </summary>
internal sealed class NewSessionTicket : HandshakeMessage
{
    private NewSessionTicket(ReadOnlyMemory<byte> encoded)
        : base(HandshakeType.new_session_ticket, encoded)
    {
    }

    /// <summary>ticket_lifetime, as long as the server says, which may be longer than the RFC allows.</summary>
    public required TimeSpan Lifetime { get; init; }

    public required uint AgeAdd { get; init; }

    public required byte[] Nonce { get; init; }

    public required byte[] Ticket { get; init; }

    public static NewSessionTicket Read(ref WireReader r, ReadOnlyMemory<byte> encoded)
    {
        var message = new NewSessionTicket(encoded)
        {
            Lifetime = TimeSpan.FromSeconds(r.U32()),
            AgeAdd = r.U32(),
            Nonce = r.Opaque8().ToArray(),
            Ticket = r.Opaque16(min: 1).ToArray(),
        };
        ExtensionBlock.Read(ref r, ExtensionPlace.NewSessionTicket);
        return message;
    }

    public static byte[] Encode(TimeSpan lifetime, uint ageAdd, ReadOnlyMemory<byte> nonce, ReadOnlyMemory<byte> ticket) =>
        Encode(HandshakeType.new_session_ticket, w =>
        {
            w.U32((uint)lifetime.TotalSeconds);
            w.U32(ageAdd);
            using (w.Vector8()) w.Bytes(nonce.Span);
            using (w.Vector16()) w.Bytes(ticket.Span);
            using (w.Vector16())
            {
                // No extension: early data is not taken.
            }
        });
}
