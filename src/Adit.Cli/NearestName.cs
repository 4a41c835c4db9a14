namespace Adit.Cli;

/// <summary>Finds the name that somebody who wrote another one most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The known name with the fewest edits, or null when none is near.</summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        string? nearest = null;
        var best = Math.Max(2, written.Length / 3) + 1;
        foreach (var name in known)
        {
            var distance = Distance(written.ToLowerInvariant(), name.ToLowerInvariant());
            if (distance >= best) continue;
            (nearest, best) = (name, distance);
        }

        return nearest;
    }

    /// <summary><c>; did you mean X?</c>, or what is known when nothing is near.</summary>
    public static string Advice(string written, IReadOnlyCollection<string> known) =>
        Of(written, known) is { } nearest ? $"did you mean {nearest}?"
        : known.Count == 0 ? "none is known here; remove it."
        : $"known are {string.Join(", ", known.Order(StringComparer.Ordinal))}.";

    // Levenshtein's distance, with a swap of neighbours counted as one edit.
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var edits = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) edits = Math.Min(edits, rows[i - 2, j - 2] + 1);
                rows[i, j] = edits;
            }
        }

        return rows[a.Length, b.Length];
    }
}
