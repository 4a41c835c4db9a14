using Adit.Tunnel.Relay;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// A relay that loops drive. It begins on a loop for messages; while it is a stream it is on one for streams. It belongs to one loop at a time:
/// what others want of it is posted there.
/// </summary>
internal sealed class LoopedRelay : IRelay, IReadinessListener
{
    private readonly PolledSocket secure;
    private readonly PolledSocket plain;
    private readonly BatchRelay relay;
    private readonly EpollLoops loops;
    private readonly TaskCompletionSource<RelayEnd> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RelayLoop loop;
    private bool isAttached;
    private bool isScheduled;
    private int isCut;
    private CancellationToken cut;
    private CancellationTokenRegistration whenCut;

    public LoopedRelay(PolledSocket secure, PolledSocket plain, BatchRelay relay, EpollLoops loops)
    {
        this.secure = secure;
        this.plain = plain;
        this.relay = relay;
        this.loops = loops;
        loop = secure.Loop ?? loops.ForMessages();
    }

    public long BytesFromSecure => relay.BytesFromSecure;

    public long BytesToSecure => relay.BytesToSecure;

    public Task<RelayEnd> RunAsync(CancellationToken cut)
    {
        this.cut = cut;
        loop.Count(1);
        whenCut = cut.UnsafeRegister(static relay => ((LoopedRelay)relay!).Cut(), this);
        loop.Post(this);
        return end.Task;
    }

    /// <summary>On the loop's thread: the relay came here, or something is wanted of it.</summary>
    public void OnPosted(RelayLoop by)
    {
        // One that has moved on looks at what was wanted where it arrives.
        if (by != Volatile.Read(ref loop) || relay.End is not null) return;
        try
        {
            if (Volatile.Read(ref isCut) != 0) relay.Abort(TransportSide.Plain, new OperationCanceledException());
            else Attach();
        }
        catch (Exception fault)
        {
            Fail(fault);
        }

        if (relay.End is not null) Finish();
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
        else if (relay.Pace.IsStream != loop.IsBulk) Move();
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

        end.TrySetException(fault);
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

    private void Move()
    {
        var next = relay.Pace.IsStream ? loops.ForStreams() : loops.ForMessages();
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
        var how = relay.End!;
        end.TrySetResult(how.IsClean || !cut.IsCancellationRequested ? how : how with { Error = new OperationCanceledException(cut) });
    }
}
