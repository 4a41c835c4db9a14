using Adit.Tunnel.Relay;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// A relay that loops drive. It begins where the handshake was, and goes on to a loop for messages; while it is a stream it is on one for streams. It
/// belongs to one loop at a time: what others want of it is posted there.
/// </summary>
internal sealed class LoopedRelay : IRelay, IPosted, IReadinessListener
{
    private readonly PolledSocket secure;
    private readonly PolledSocket plain;
    private readonly BatchRelay relay;
    private readonly EpollLoops loops;
    private readonly RelayLoop? home;
    private readonly TaskCompletionSource<RelayEnd> end;
    private RelayLoop loop;
    private bool isAttached;
    private bool isScheduled;
    private int isCut;
    private volatile bool hasEnded;
    private Exception? fault;
    private CancellationToken cut;
    private CancellationTokenRegistration whenCut;

    public LoopedRelay(PolledSocket secure, PolledSocket plain, BatchRelay relay, EpollLoops loops)
    {
        this.secure = secure;
        this.plain = plain;
        this.relay = relay;
        this.loops = loops;
        loop = secure.Loop ?? loops.For(LoopPurpose.Messages);
        home = loop.Purpose == LoopPurpose.Handshakes ? loop : null;
        end = new TaskCompletionSource<RelayEnd>(home is null ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
    }

    public long BytesFromSecure => relay.BytesFromSecure;

    public long BytesToSecure => relay.BytesToSecure;

    public Task<RelayEnd> RunAsync(CancellationToken cut)
    {
        this.cut = cut;
        loop.Count(1);
        whenCut = cut.UnsafeRegister(static relay => ((LoopedRelay)relay!).Cut(), this);
        if (loop.IsCurrent) OnPosted(loop);
        else loop.Post(this);
        return end.Task;
    }

    /// <summary>On the loop's thread: the relay came here, it is to be cut, or, where its handshake was, it has ended.</summary>
    public void OnPosted(RelayLoop by)
    {
        if (by == home && hasEnded)
        {
            Tell();
            return;
        }

        // One that has moved on looks at what was wanted where it arrives.
        if (by != Volatile.Read(ref loop) || relay.End is not null) return;
        try
        {
            if (Volatile.Read(ref isCut) != 0) relay.Abort(TransportSide.Plain, new OperationCanceledException());
            else if (loop.Purpose != LoopPurpose.Handshakes) Attach();
        }
        catch (Exception fault)
        {
            Fail(fault);
        }

        if (relay.End is not null) Finish();
        else if (loop.Purpose == LoopPurpose.Handshakes) Move();
        else Schedule();
    }

    public void OnReady(uint events) => Schedule();

    /// <summary>On the loop's thread: moves a batch each way.</summary>
    public void Turn(Scratch scratch)
    {
        isScheduled = false;
        if (relay.End is not null) return;
        var more = false;
        try
        {
            more = relay.Turn(scratch);
        }
        catch (Exception fault)
        {
            Fail(fault);
        }

        if (relay.End is not null) Finish();
        else if (relay.Pace.IsStream != (loop.Purpose == LoopPurpose.Streams)) Move();
        else if (more) Schedule();
    }

    /// <summary>A fault of ours is one connection's, and not the loop's. Who waits hears of it when no loop watches the sockets any more.</summary>
    private void Fail(Exception fault)
    {
        try
        {
            relay.Abort(TransportSide.Plain, fault);
        }
        catch (Exception)
        {
            // It is closed as far as that goes, and the first fault is the one to tell of.
        }

        this.fault ??= fault;
    }

    private void Cut()
    {
        Interlocked.Exchange(ref isCut, 1);
        Volatile.Read(ref loop).Post(this);
    }

    private void Attach()
    {
        if (isAttached) return;
        isAttached = true;
        secure.Listener = this;
        plain.Listener = this;
        try
        {
            secure.Watch(loop);
            plain.Watch(loop);
            secure.AssumeReady();
            plain.AssumeReady();
        }
        catch (IOException error)
        {
            relay.Abort(TransportSide.Plain, error);
        }
    }

    private void Schedule()
    {
        if (isScheduled || !isAttached || relay.End is not null) return;
        isScheduled = true;
        loop.Schedule(this);
    }

    /// <summary>From then on it is the next loop's: nothing of it is touched here any more.</summary>
    private void Move()
    {
        var next = loops.For(relay.Pace.IsStream ? LoopPurpose.Streams : LoopPurpose.Messages);
        secure.Unwatch();
        plain.Unwatch();
        isAttached = false;
        loop.Count(-1);
        next.Count(1);
        Interlocked.Exchange(ref loop, next);
        next.Post(this);
    }

    private void Finish()
    {
        loop.Count(-1);
        whenCut.Dispose();
        hasEnded = true;
        if (home is null || home.IsCurrent) Tell();
        else home.Post(this);
    }

    /// <summary>Who waits goes on where the handshake was: what it does may take a while, and no relay is to wait for it.</summary>
    private void Tell()
    {
        if (fault is not null)
        {
            end.TrySetException(fault);
            return;
        }

        var how = relay.End!;
        end.TrySetResult(how.IsClean || !cut.IsCancellationRequested ? how : how with { Error = new OperationCanceledException(cut) });
    }
}
