using System.Net.Sockets;

namespace Adit.Simulation.Tests;

/// <summary>Who talks through the tunnel: says its part, hears the other's, and holds each byte and each end against what the other said.</summary>
internal sealed class Application(World world, ApplicationPlan plan, int stream, Dice dice, string name)
{
    private readonly Payload says = new(stream);
    private readonly Signal heardAll = new(world);
    private long said;
    private long heard;
    private bool saysNoMore;
    private bool isCutShort;

    /// <summary>Whom it talks to.</summary>
    public required Func<Application?> Other { get; init; }

    /// <summary>What forbids that a byte comes here; null where it may.</summary>
    public required Func<string?> Forbidden { get; init; }

    /// <summary>It heard all that the other had to say, and the end.</summary>
    public bool HasHeardAll { get; private set; }

    public async Task RunAsync(LinkEnd end)
    {
        await Task.WhenAll(TryAsync(() => SayAsync(end)), TryAsync(() => HearAsync(end))).ConfigureAwait(false);
        if (isCutShort) end.Abort();
        else end.Close();
        world.Trace.Note(name, isCutShort ? "is cut short after" : "is done after", heard);
    }

    private async Task SayAsync(LinkEnd end)
    {
        while (said < plan.Length)
        {
            var isMurmur = said >= plan.Length - plan.Murmur;
            if (isMurmur) await world.PauseAsync(TimeSpan.FromMilliseconds(dice.Below(20))).ConfigureAwait(false);
            else if (dice.OneIn(4)) await world.PauseAsync(dice.Time(plan.MaxPause)).ConfigureAwait(false);
            if (isCutShort) return;
            var count = (int)long.Min(dice.Size(isMurmur ? 1000 : plan.MaxChunk), plan.Length - said);
            var chunk = says.Slice(said, count);
            said += count;
            await end.WriteAsync(chunk).ConfigureAwait(false);
        }

        if (plan.End == ApplicationEnd.AfterTheOther && !HasHeardAll && !isCutShort) await heardAll.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        if (plan.Rest > TimeSpan.Zero) await world.PauseAsync(plan.Rest).ConfigureAwait(false);
        if (isCutShort) return;
        if (plan.End == ApplicationEnd.Reset)
        {
            Reset(end, "resets after");
            return;
        }

        world.Trace.Note(name, "ends after", said);
        saysNoMore = true;
        end.End();
        if (plan.End != ApplicationEnd.ResetAfterEnd) return;
        await world.PauseAsync(dice.Time(TimeSpan.FromMilliseconds(dice.Pick(10, 50, 500)))).ConfigureAwait(false);
        if (!isCutShort) Reset(end, "resets after its end");
    }

    private void Reset(LinkEnd end, string what)
    {
        world.Trace.Note(name, what, said);
        isCutShort = true;
        end.Abort();
    }

    private async Task HearAsync(LinkEnd end)
    {
        var buffer = new byte[plan.BufferLength];
        while (true)
        {
            if (dice.OneIn(4)) await world.PauseAsync(dice.Time(plan.MaxPause)).ConfigureAwait(false);
            var count = await end.ReadAsync(buffer).ConfigureAwait(false);
            if (count == 0) break;
            Judge(buffer.AsSpan(0, count));
        }

        var other = Other();
        if (other is not { saysNoMore: true } || other.said != heard)
            world.Invariants.Break($"{name} reads an end of file after {heard} bytes, and the other has said {other?.said} and {(other is { saysNoMore: true } ? "an" : "no")} end.");
        HasHeardAll = true;
        heardAll.Set();
    }

    private void Judge(ReadOnlySpan<byte> bytes)
    {
        if (Forbidden() is { } reason) world.Invariants.Break($"{name} gets {bytes.Length} bytes, and {reason}.");
        if (Other() is not { } other || heard + bytes.Length > other.said) world.Invariants.Break($"{name} hears {bytes.Length} bytes at {heard} that nobody has said.");
        else if (!bytes.SequenceEqual(other.says.Slice(heard, bytes.Length).Span)) world.Invariants.Break($"{name} hears other bytes at {heard} than were said.");
        heard += bytes.Length;
    }

    /// <summary>What fails is cut short at both ways.</summary>
    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            isCutShort = true;
            heardAll.Set();
        }
    }
}
