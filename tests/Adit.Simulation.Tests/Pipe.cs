using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Adit.Simulation.Tests;

/// <summary>
/// One direction of a connection: so many bytes are on their way or wait to be read, then a write waits. What is written goes in pieces,
/// arrives late and in order, and is read in other pieces. One reader, one writer.
/// </summary>
internal sealed class Pipe(World world, PipePlan plan, Dice dice, string name)
{
    /// <summary>How long a connection lives over which nothing can come, as our sockets are set.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(2);

    private readonly Queue<byte[]?> flying = new(); // null is the end
    private readonly Signal readable = new(world);
    private readonly Signal writable = new(world);
    private readonly List<byte> arrived = [];
    private TimeSpan lastArrival;
    private int inside;
    private int passed;
    private bool endArrived;
    private bool isCut;
    private Exception? readFault;
    private Exception? faultAfterArrived;
    private Exception? writeFault;

    /// <summary>The reader is gone: what arrives finds nobody.</summary>
    public Action? ArrivedForNobody { get; set; }

    /// <summary>The network resets the connection at this place of the stream.</summary>
    public Action? ResetOnTheWay { get; set; }

    public bool HasUnread => arrived.Count > 0;

    /// <summary>Bytes to be read.</summary>
    public int Available => arrived.Count;

    /// <summary>The end has arrived.</summary>
    public bool HasEnded => endArrived;

    /// <summary>Something was sent that has not arrived.</summary>
    public bool IsFlying => flying.Count > 0;

    public bool HasRoom => inside < plan.Capacity;

    /// <summary>Is called when something has arrived.</summary>
    public Action CameIn { get; set; } = static () => { };

    /// <summary>Is called when the reader has read.</summary>
    public Action HasRoomAgain { get; set; } = static () => { };

    /// <summary>Nothing that is sent arrives.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Waits for bytes and takes some; 0 is the end. An empty buffer takes nothing.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (readFault is { } fault) throw fault;
            if (arrived.Count > 0) return buffer.IsEmpty ? 0 : Take(buffer.Span[..int.Min(buffer.Length, dice.OneIn(2) ? arrived.Count : dice.Size(arrived.Count))]);
            if (endArrived) return 0;
            await readable.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (writeFault is { } fault) throw fault;
            var room = plan.Capacity - inside;
            if (room == 0)
            {
                await writable.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var piece = bytes[..int.Min(dice.Size(plan.MaxPiece), int.Min(room, bytes.Length))];
            inside += piece.Length;
            Send(piece.ToArray());
            bytes = bytes[piece.Length..];
            if (dice.OneIn(8)) await world.PauseAsync(dice.Time(plan.MaxDelay), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes what has arrived.</summary>
    public int Take(Span<byte> buffer)
    {
        var count = int.Min(buffer.Length, arrived.Count);
        CollectionsMarshal.AsSpan(arrived)[..count].CopyTo(buffer);
        arrived.RemoveRange(0, count);
        if (arrived.Count == 0) readFault ??= faultAfterArrived;
        inside -= count;
        writable.Set();
        HasRoomAgain();
        world.Trace.Note(name, "read", count);
        return count;
    }

    /// <summary>Writes what there is room for; -1 when there is none.</summary>
    public int TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (!HasRoom) return -1;
        var count = int.Min(plan.Capacity - inside, bytes.Length);
        for (var sent = 0; sent < count;)
        {
            var piece = bytes.Slice(sent, int.Min(dice.Size(plan.MaxPiece), count - sent));
            inside += piece.Length;
            Send(piece.ToArray());
            sent += piece.Length;
        }

        return count;
    }

    /// <summary>Nothing comes after what was written.</summary>
    public void End()
    {
        writeFault ??= new IOException("This side has said that it is done.");
        Send(null);
    }

    /// <summary>The reader's end is of no use any more.</summary>
    public void FailReader(Exception fault, bool discards)
    {
        // A connection that was ended in order and read to its end stays so.
        if (endArrived && fault is SocketException) return;
        if (discards) arrived.Clear();
        if (arrived.Count == 0) readFault ??= fault;
        else faultAfterArrived ??= fault;
        readable.Set();
    }

    public void FailWriter(Exception fault)
    {
        writeFault ??= fault;
        writable.Set();
    }

    /// <summary>Nothing that flies arrives.</summary>
    public void Drop() => isCut = true;

    /// <summary>When something sent now would be there: not before what was sent earlier.</summary>
    public TimeSpan NextArrival()
    {
        var arrival = world.Now + dice.Time(plan.MaxDelay);
        return lastArrival = arrival > lastArrival ? arrival : lastArrival;
    }

    private void Send(byte[]? piece)
    {
        flying.Enqueue(piece);
        world.After(NextArrival() - world.Now, Arrive);
    }

    private void Arrive()
    {
        var piece = flying.Dequeue();
        if (isCut || IsSilent) return;
        world.Trace.Note(name, "arrives", piece?.Length ?? -1);
        if (ArrivedForNobody is { } nobody)
        {
            if (piece is not null) nobody();
        }
        else if (piece is null)
        {
            endArrived = true;
        }
        else
        {
            Pass(piece);
        }

        readable.Set();
        CameIn();
    }

    /// <summary>What the network does to it on the way.</summary>
    private void Pass(byte[] piece)
    {
        var place = plan.FaultAt - passed;
        passed += piece.Length;
        if (plan.Fault == PipeFault.None || place < 0 || place >= piece.Length)
        {
            arrived.AddRange(piece);
            return;
        }

        world.Trace.Note(name, plan.Fault.ToString(), plan.FaultAt);
        switch (plan.Fault)
        {
            case PipeFault.Corruption:
                world.After(KeepAlive, ResetOnTheWay!); // In the length of a record, both ends wait for what never comes.
                piece[place] ^= (byte)(1 << dice.Below(8));
                arrived.AddRange(piece);
                break;
            case PipeFault.Truncation:
                arrived.AddRange(piece.AsSpan(0, place));
                endArrived = true;
                isCut = true;
                break;
            case PipeFault.Silence:
                arrived.AddRange(piece.AsSpan(0, place));
                IsSilent = true;
                world.After(KeepAlive, ResetOnTheWay!);
                break;
            default:
                arrived.AddRange(piece.AsSpan(0, place));
                ResetOnTheWay!();
                break;
        }
    }
}
