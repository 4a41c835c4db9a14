using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>
/// A ticket of the server; this client does not resume, and ignores it once its form is right.
/// References: RFC 9846 4.7.1. Sizes: ticket_nonce 0..255, ticket 1..2^16-1, extensions 0..2^16-1.
/// </summary>
internal sealed class NewSessionTicket : HandshakeMessage
{
    private NewSessionTicket(ReadOnlyMemory<byte> encoded)
        : base(HandshakeType.new_session_ticket, encoded)
    {
    }

    public static NewSessionTicket Read(ref WireReader r, ReadOnlyMemory<byte> encoded)
    {
        r.U32(); // ticket_lifetime
        r.U32(); // ticket_age_add
        r.Opaque8(); // ticket_nonce
        r.Opaque16(min: 1); // ticket
        ExtensionBlock.Read(ref r, ExtensionPlace.NewSessionTicket);
        return new NewSessionTicket(encoded);
    }
}
