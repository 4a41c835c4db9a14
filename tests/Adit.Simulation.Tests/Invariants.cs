namespace Adit.Simulation.Tests;

/// <summary>What must hold whatever happens; those that look at one place call <see cref="Break"/> there.</summary>
internal sealed class Invariants(World world)
{
    private readonly List<string> broken = [];

    public IReadOnlyList<string> Broken => broken;

    public void Break(string how)
    {
        broken.Add(how);
        world.Trace.Note("BROKEN", how);
    }

    public void Require(bool holds, string otherwise)
    {
        if (!holds) Break(otherwise);
    }
}
