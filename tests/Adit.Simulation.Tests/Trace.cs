using System.Text;

namespace Adit.Simulation.Tests;

/// <summary>What happened, as one number that two runs of a seed must share (FNV-1a), and as text where somebody wants to read it.</summary>
internal sealed class Trace(World world, bool keepsText)
{
    private readonly StringBuilder text = new();

    public ulong Hash { get; private set; } = 0xcbf29ce484222325;

    public string Text => text.ToString();

    /// <summary>Each kind of thing that happened.</summary>
    public HashSet<string> Kinds { get; } = [];

    public void Note(string who, string what, long number = 0)
    {
        Kinds.Add(what);
        Add(world.Now.Ticks);
        foreach (var c in who) Add(c);
        foreach (var c in what) Add(c);
        Add(number);
        if (keepsText) text.Append(FormattableString.Invariant($"{world.Now.TotalMilliseconds,12:0.000} ms  {who}: {what} {number}")).AppendLine();
    }

    private void Add(long value) => Hash = (Hash ^ (ulong)value) * 0x100000001b3;
}
