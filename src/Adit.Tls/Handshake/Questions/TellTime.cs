namespace Adit.Tls.Handshake.Questions;

/// <summary>Client: what time it is, for the age of a ticket that is offered once more. References: RFC 9846 4.2.2.</summary>
internal sealed class TellTime : Question
{
    private DateTimeOffset? answer;

    public override bool IsAnswered => answer is not null;

    /// <exception cref="InvalidOperationException">Asked for before it was given.</exception>
    public DateTimeOffset Answer
    {
        get => answer ?? throw new InvalidOperationException("Nobody has told the time yet.");
        set => answer = value;
    }
}
