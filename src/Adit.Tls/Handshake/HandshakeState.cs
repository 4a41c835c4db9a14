using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;

namespace Adit.Tls.Handshake;

/// <summary>A box of the diagrams of RFC 9846 appendix A. Immutable; owns nothing disposable.</summary>
internal abstract class HandshakeState
{
    /// <summary>The keys that the next message must come under.</summary>
    public abstract Epoch Epoch { get; }

    /// <summary>Takes a message and gives the next state.</summary>
    public abstract HandshakeState Handle(HandshakeMessage message, Outbox outbox);

    /// <summary>RFC 9846 4: a message out of order.</summary>
    protected TlsException Unexpected(HandshakeMessage message) =>
        TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent {message.Type} where the handshake waits for {Awaited}.", "4");

    /// <summary>What this state waits for, for a message.</summary>
    protected abstract string Awaited { get; }
}

/// <summary>A state that waits for an answer of the driver instead of a message.</summary>
internal abstract class QuestionState : HandshakeState
{
    public override Epoch Epoch => Epoch.Handshake;

    public abstract Question Question { get; }

    protected override string Awaited => "an answer on our side";

    /// <summary>Takes the answer and gives the next state.</summary>
    public abstract HandshakeState Resume(Outbox outbox);

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox) => throw Unexpected(message);
}

/// <summary>The end of a handshake: CONNECTED.</summary>
internal sealed class Connected : HandshakeState
{
    public override Epoch Epoch => Epoch.Application;

    protected override string Awaited => "nothing more";

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox) => throw Unexpected(message);
}
