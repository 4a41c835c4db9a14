using Adit.PeerBench.Contenders;

namespace Adit.PeerBench.Rows;

/// <summary>Something that is measured of every contender in every round.</summary>
internal abstract class Row
{
    /// <summary>What selects it on the command line.</summary>
    public abstract string Key { get; }

    /// <summary>Whether it can be measured of one: a floor has no handshake.</summary>
    public virtual bool Takes(Contender contender) => contender.HasHandshake;

    /// <summary>Measures once, with processes of its own.</summary>
    public abstract Task<IReadOnlyList<Sample>> MeasureAsync(Contender contender, int round);
}

/// <summary>One figure.</summary>
/// <param name="Metric">Its name, with its unit.</param>
/// <param name="Value">What was measured.</param>
internal sealed record Sample(string Metric, double Value);
