using System.Buffers;
using Adit.Tls.Cryptography;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake.Client;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Handshake.Server;
using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Schedule;
using Adit.Tls.Sessions;

namespace Adit.Tls.Handshake;

/// <summary>
/// A handshake in records: bytes in, bytes and questions out, no socket, no clock, no thread. One caller at a time.
/// Whatever the input, it ends in <see cref="HandshakeStatus.Complete"/> or <see cref="HandshakeStatus.Failed"/>, and then holds no secret.
/// References: RFC 9846 4, 5.
/// </summary>
internal sealed class TlsHandshake : IDisposable
{
    private readonly TlsRole role;
    private readonly TlsSessionCache? sessions;
    private readonly HandshakeContext context;
    private readonly Outbox outbox = new();
    private readonly HandshakeReader reader;
    private readonly HandshakeWriter writer;
    private byte[] input = ArrayPool<byte>.Shared.Rent(RecordFormat.MaxRecordLength);
    private int inputStart;
    private int inputEnd;
    private HandshakeState? state;

    private TlsHandshake(TlsRole role, HandshakeContext context, Func<HandshakeContext, Outbox, HandshakeState> begin, TlsSessionCache? sessions = null)
    {
        this.role = role;
        this.sessions = sessions;
        this.context = context;
        reader = new HandshakeReader(role, context);
        writer = new HandshakeWriter(role, context);
        Attempt(() =>
        {
            state = begin(context, outbox);
            ApplyOutbox();
        });
    }

    /// <summary>What is known of the peer so far.</summary>
    public PeerEvidence Evidence => context.Evidence;

    /// <summary>The secrets that exist at this moment, by name.</summary>
    public IEnumerable<string> LiveSecrets => context.LiveSecrets;

    /// <summary>Why it failed; null unless it did.</summary>
    public TlsException? Error { get; private set; }

    /// <summary>Whether the peer has sent a byte.</summary>
    public bool HasReceived { get; private set; }

    /// <summary>What is to be answered, when <see cref="Advance"/> says so.</summary>
    public Question? Question => (state as QuestionState)?.Question;

    /// <summary>What is to be sent.</summary>
    public ReadOnlyMemory<byte> Output => writer.Output;

    public static TlsHandshake Client(TlsClientOptions options, string? from, Entropy entropy) =>
        new(TlsRole.Client, ClientStart.NewContext(options, from, entropy), (context, outbox) => ClientStart.Begin(options, context, outbox), options.Sessions);

    public static TlsHandshake Server(TlsServerOptions options, string? from, Entropy entropy) =>
        new(TlsRole.Server, WaitClientHello.NewContext(options, from, entropy), (context, _) => new WaitClientHello(context, options));

    /// <summary>Room for bytes of the peer; never empty after <see cref="Advance"/> asked for input.</summary>
    public Memory<byte> FreeInput()
    {
        if (inputStart > 0)
        {
            input.AsSpan(inputStart, inputEnd - inputStart).CopyTo(input);
            inputEnd -= inputStart;
            inputStart = 0;
        }

        return input.AsMemory(inputEnd);
    }

    /// <summary>So many bytes were put into <see cref="FreeInput"/>.</summary>
    public void Received(int count)
    {
        inputEnd += count;
        HasReceived |= count > 0;
    }

    /// <summary>The transport has ended, by end of file or by <paramref name="cause"/>.</summary>
    public void EndOfInput(Exception? cause = null)
    {
        var how = cause is null ? "closed the connection" : "reset the connection";
        Fail(HasReceived
            ? TlsException.Truncated($"The peer {how} in the middle of the handshake, without an alert.", inner: cause)
            : TlsException.Truncated($"The peer {how} before it sent a byte.", beforeFirstByte: true, cause));
    }

    /// <summary>Something on our side, a signer or a judge, could not answer.</summary>
    public void FailToAnswer(Exception cause) =>
        Fail(TlsException.Fatal(AlertDescription.internal_error, $"We could not go on with the handshake: {cause.Message}", inner: cause));

    /// <summary>All of <see cref="Output"/> was sent.</summary>
    public void OutputSent() => writer.Clear();

    /// <summary>Goes as far as it can. Never throws for what a peer sent.</summary>
    public HandshakeStatus Advance()
    {
        var status = HandshakeStatus.Failed;
        Attempt(() => status = GoOn());
        return Error is null ? status : writer.Output.IsEmpty ? HandshakeStatus.Failed : HandshakeStatus.HaveOutput;
    }

    /// <summary>The connection that stands, once <see cref="Advance"/> said so; the caller owns it.</summary>
    public EstablishedConnection Establish()
    {
        var schedule = context.ReleaseSchedule();
        schedule.LeaveHandshake();
        var debt = new KeyUpdateDebt();
        return new EstablishedConnection(
            schedule,
            new RecordOpener(role, reader.ReleaseProtection(), debt, TicketReceiverOf(schedule)),
            new RecordSealer(writer.ReleaseProtection(), debt, context.KeyLimits, context.MaxContentLength),
            context.Evidence,
            context.Decision!,
            input.AsSpan(inputStart, inputEnd - inputStart).ToArray(),
            writer.Output.ToArray());
    }

    public void Dispose()
    {
        Forget();
        if (input.Length > 0) ArrayPool<byte>.Shared.Return(input);
        input = [];
        inputStart = 0;
        inputEnd = 0;
        writer.Dispose();
    }

    private TicketReceiver? TicketReceiverOf(KeySchedule schedule) => role == TlsRole.Client && context.IsResumable
        ? new TicketReceiver(sessions!, context.SessionKey!, context.Session, schedule[SecretName.Resumption], context.DecidedAt)
        : null;

    private HandshakeStatus GoOn()
    {
        while (Error is null)
        {
            if (state is QuestionState { Question.IsAnswered: false }) return HandshakeStatus.Question;
            if (state is Connected) return writer.Flush() && role == TlsRole.Client ? HandshakeStatus.HaveOutput : HandshakeStatus.Complete;
            if (!Step()) return writer.Flush() ? HandshakeStatus.HaveOutput : HandshakeStatus.NeedInput;
            ApplyOutbox();
        }

        return HandshakeStatus.Failed;
    }

    /// <summary>Whatever goes wrong ends the handshake, and nothing else.</summary>
    private void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (TlsException error)
        {
            Fail(error);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A fault of ours: the peer is told that much, and no more.
            Fail(TlsException.Fatal(AlertDescription.internal_error, $"The handshake failed on our side: {error.Message}", inner: error));
        }
    }

    /// <summary>One message, one record or one answer; false when there is none.</summary>
    private bool Step()
    {
        if (state is QuestionState asking)
        {
            state = asking.Resume(outbox);
            return true;
        }

        if (reader.TryTakeMessage(state!.Epoch, out var message))
        {
            state = state.Handle(message!, outbox);
            return true;
        }

        var waiting = input.AsSpan(inputStart, inputEnd - inputStart);
        if (!RecordHeader.TryRead(waiting, out var header) || waiting.Length < header.RecordLength) return false;
        inputStart += header.RecordLength;
        reader.Take(header, waiting[..header.RecordLength]);
        return true;
    }

    private void ApplyOutbox()
    {
        while (outbox.TryTake(out var instruction))
        {
            switch (instruction)
            {
                case Outbox.SendMessage send:
                    if (send.Epoch == Epoch.Initial) reader.RequireNothingWaits();
                    writer.Send(send.Epoch, send.Message);
                    break;
                case Outbox.ChangeReadKeys change:
                    reader.ChangeKeys(change.Epoch, new RecordProtection(change.CipherSuite, change.TrafficSecret));
                    break;
                case Outbox.ChangeWriteKeys change:
                    writer.ChangeKeys(change.Epoch, new RecordProtection(change.CipherSuite, change.TrafficSecret));
                    break;
            }
        }
    }

    private void Fail(TlsException error)
    {
        if (Error is not null) return;
        error.Evidence = context.Evidence;
        Error = error;
        if (error.AlertSent is { } alert) writer.SendAlert(alert);
        Forget();
    }

    /// <summary>Overwrites every secret.</summary>
    private void Forget()
    {
        reader.Dispose();
        writer.ForgetKeys();
        context.Dispose();
    }
}
