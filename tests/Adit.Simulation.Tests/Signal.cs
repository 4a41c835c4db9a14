namespace Adit.Simulation.Tests;

/// <summary>Something that can be waited for, again and again. Who waited goes on in an event of its own, never inside of <see cref="Set"/>.</summary>
internal sealed class Signal(World world)
{
    private readonly List<TaskCompletionSource> waiting = [];

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var own = new TaskCompletionSource();
        waiting.Add(own);
        using var registration = cancellationToken.UnsafeRegister(static (own, token) => ((TaskCompletionSource)own!).TrySetCanceled(token), own);
        await own.Task.ConfigureAwait(false);
    }

    public void Set()
    {
        foreach (var own in waiting) world.After(TimeSpan.Zero, () => own.TrySetResult());
        waiting.Clear();
    }
}
