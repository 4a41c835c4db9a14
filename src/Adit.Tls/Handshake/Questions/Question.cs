namespace Adit.Tls.Handshake.Questions;

/// <summary>Something a handshake has to know and cannot find out by itself. Data: whoever drives the handshake answers when it can.</summary>
internal abstract class Question
{
    public abstract bool IsAnswered { get; }
}

/// <summary>A question with its one answer.</summary>
internal abstract class Question<TAnswer> : Question
    where TAnswer : class
{
    private TAnswer? answer;

    public override bool IsAnswered => answer is not null;

    /// <exception cref="InvalidOperationException">Asked for before it was given, or given twice.</exception>
    /// <exception cref="ArgumentNullException">Given as null: the question would be asked for ever.</exception>
    public TAnswer Answer
    {
        get => answer ?? throw new InvalidOperationException($"{GetType().Name} is not answered yet.");
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            answer = answer is null ? value : throw new InvalidOperationException($"{GetType().Name} is answered already.");
        }
    }
}
