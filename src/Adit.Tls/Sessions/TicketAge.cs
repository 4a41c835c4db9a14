namespace Adit.Tls.Sessions;

/// <summary>What a client tells of the age of a ticket. References: RFC 9846 4.3.11.1.</summary>
/// <param name="ReceivedAt">When the ticket came.</param>
/// <param name="Add">The server's ticket_age_add.</param>
internal readonly record struct TicketAge(DateTimeOffset ReceivedAt, uint Add)
{
    /// <summary>In milliseconds, obscured: obfuscated_ticket_age.</summary>
    public uint ObscuredAt(DateTimeOffset now) => unchecked((uint)(long)(now - ReceivedAt).TotalMilliseconds + Add);
}
