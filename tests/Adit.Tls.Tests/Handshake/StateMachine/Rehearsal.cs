using System.Runtime.CompilerServices;
using Adit.Tls.Handshake;
using Adit.Tls.Handshake.Questions;

namespace Adit.Tls.Tests.Handshake.StateMachine;

/// <summary>One end of a recording, brought to a point of it.</summary>
internal sealed class Rehearsal : IDisposable
{
    private readonly TlsHandshake handshake;
    private readonly Action<Question> answer;
    private EstablishedEnd? established;
    private TlsException? errorAfterwards;

    /// <param name="recording">Where from.</param>
    /// <param name="role">Which end.</param>
    /// <param name="steps">How many steps of the other's it has got.</param>
    /// <param name="asked">Called at each question, before it is answered.</param>
    public Rehearsal(Recording recording, TlsRole role, int steps, Action<Rehearsal>? asked = null)
    {
        (handshake, answer) = recording.NewEnd(role);
        GoOn(asked);
        foreach (var step in recording.To(role).Take(steps)) Receive(step.Record, asked);
    }

    public TlsHandshake Handshake => handshake;

    /// <summary>The state that the last message led to.</summary>
    public HandshakeState State => StateOf(handshake)!;

    /// <summary>How it ended; null while it goes on.</summary>
    public TlsException? Error => handshake.Error ?? errorAfterwards;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "state")]
    public static extern ref HandshakeState? StateOf(TlsHandshake handshake);

    public void Receive(byte[] records, Action<Rehearsal>? asked = null)
    {
        if (established is null)
        {
            records.CopyTo(handshake.FreeInput());
            handshake.Received(records.Length);
            GoOn(asked);
            return;
        }

        try
        {
            established.Open(records.ToArray());
        }
        catch (TlsException error)
        {
            errorAfterwards = error;
        }
    }

    public void Dispose()
    {
        established?.Dispose();
        handshake.Dispose();
    }

    private void GoOn(Action<Rehearsal>? asked)
    {
        while (true)
        {
            switch (handshake.Advance())
            {
                case HandshakeStatus.HaveOutput:
                    handshake.OutputSent();
                    break;
                case HandshakeStatus.Question:
                    asked?.Invoke(this);
                    answer(handshake.Question!);
                    break;
                case HandshakeStatus.Complete:
                    established = new EstablishedEnd(handshake.Establish(), []);
                    return;
                default:
                    return;
            }
        }
    }
}
