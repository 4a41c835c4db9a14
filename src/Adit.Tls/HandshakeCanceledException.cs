namespace Adit.Tls;

/// <summary>A handshake was ended by its caller, for example at its time limit.</summary>
public sealed class HandshakeCanceledException : OperationCanceledException
{
    internal HandshakeCanceledException(bool hasReceived, OperationCanceledException inner)
        : base(inner.Message, inner, inner.CancellationToken) => BeforeFirstByte = !hasReceived;

    /// <summary>True when the peer had not sent a byte: it is silent, or our hello did not reach it.</summary>
    public bool BeforeFirstByte { get; }
}
