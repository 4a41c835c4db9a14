namespace Adit.Fuzz;

/// <summary>Counts the runs that reached each place. Not thread-safe.</summary>
internal sealed class Coverage
{
    private readonly Dictionary<string, long> runs = new(StringComparer.Ordinal);
    private readonly HashSet<string> reached = new(StringComparer.Ordinal);

    /// <summary>The places and how many runs reached each.</summary>
    public IReadOnlyDictionary<string, long> Runs => runs;

    /// <summary>A run begins.</summary>
    public void Begin() => reached.Clear();

    /// <summary>The present run is there; twice counts once.</summary>
    public void Reach(string place)
    {
        if (reached.Add(place)) runs[place] = runs.GetValueOrDefault(place) + 1;
    }

    /// <summary>A line for each place, those that nothing reached included.</summary>
    public IEnumerable<string> Table(IEnumerable<string> all) =>
        all.Union(runs.Keys).Order(StringComparer.Ordinal).Select(place => $"{runs.GetValueOrDefault(place),10}  {place}");
}
