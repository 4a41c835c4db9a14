using Adit.Tls.Handshake.Questions;
using Adit.Tls.Transport;

namespace Adit.Tls.Handshake;

/// <summary>Carries a handshake over a transport: sends, receives, and has its questions answered.</summary>
internal static class HandshakeDriver
{
    /// <summary>What is read and thrown away of a refused peer, so that its unread bytes do not turn our alert into a reset.</summary>
    private const int MaxDiscarded = 256 << 10;

    private static readonly TimeSpan AlertTimeLimit = TimeSpan.FromSeconds(2);

    /// <summary>Runs a handshake to its end, and disposes it and, unless it succeeded, the transport.</summary>
    /// <exception cref="TlsException">It failed; the peer was told.</exception>
    public static async ValueTask<TlsStream> RunAsync(
        TlsHandshake handshake, ByteTransport transport, Func<Question, CancellationToken, ValueTask> answer, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var owned = handshake;
        try
        {
            while (true)
            {
                switch (handshake.Advance())
                {
                    case HandshakeStatus.NeedInput:
                        await ReceiveAsync(handshake, transport, cancellationToken).ConfigureAwait(false);
                        break;
                    case HandshakeStatus.HaveOutput:
                        await SendAsync(handshake, transport, cancellationToken).ConfigureAwait(false);
                        break;
                    case HandshakeStatus.Question:
                        await AnswerAsync(handshake, answer, cancellationToken).ConfigureAwait(false);
                        break;
                    case HandshakeStatus.Complete:
                        return new TlsStream(handshake.Establish(), transport, timeProvider);
                    default:
                        await TellAsync(handshake, transport, timeProvider).ConfigureAwait(false);
                        throw handshake.Error!;
                }
            }
        }
        catch (OperationCanceledException error) when (IsCancellation(error, cancellationToken))
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw new HandshakeCanceledException(handshake.HasReceived, error);
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask ReceiveAsync(TlsHandshake handshake, ByteTransport transport, CancellationToken cancellationToken)
    {
        try
        {
            var count = await transport.ReceiveAsync(handshake.FreeInput(), cancellationToken).ConfigureAwait(false);
            if (count == 0) handshake.EndOfInput();
            else handshake.Received(count);
        }
        catch (Exception error) when (!IsCancellation(error, cancellationToken))
        {
            handshake.EndOfInput(error);
        }
    }

    private static async ValueTask SendAsync(TlsHandshake handshake, ByteTransport transport, CancellationToken cancellationToken)
    {
        try
        {
            await transport.SendAsync(handshake.Output, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!IsCancellation(error, cancellationToken))
        {
            handshake.EndOfInput(error);
        }

        handshake.OutputSent();
    }

    private static async ValueTask AnswerAsync(TlsHandshake handshake, Func<Question, CancellationToken, ValueTask> answer, CancellationToken cancellationToken)
    {
        try
        {
            await answer(handshake.Question!, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!IsCancellation(error, cancellationToken))
        {
            handshake.FailToAnswer(error);
        }
    }

    /// <summary>The alert is sent; the peer gets a moment to read it before the transport goes.</summary>
    private static async ValueTask TellAsync(TlsHandshake handshake, ByteTransport transport, TimeProvider timeProvider)
    {
        if (handshake.Error!.AlertSent is null) return;
        using var limit = new CancellationTokenSource(AlertTimeLimit, timeProvider);
        try
        {
            transport.EndSending();
            var scratch = new byte[4096];
            for (var discarded = 0; discarded < MaxDiscarded;)
            {
                var count = await transport.ReceiveAsync(scratch, limit.Token).ConfigureAwait(false);
                if (count == 0) return;
                discarded += count;
            }
        }
        catch (Exception)
        {
            // The peer is gone, or does not listen: it had its chance.
        }
    }

    /// <summary>Whether our caller ends the handshake; a transport or a signer that gives up by itself has failed.</summary>
    private static bool IsCancellation(Exception error, CancellationToken cancellationToken) =>
        error is OperationCanceledException && cancellationToken.IsCancellationRequested;
}
