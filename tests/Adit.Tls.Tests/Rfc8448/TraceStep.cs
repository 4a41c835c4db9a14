namespace Adit.Tls.Tests.Rfc8448;

/// <summary>A trace of RFC 8448: who did what, and the bytes it gave.</summary>
internal sealed record TraceStep(string Actor, string Step, IReadOnlyDictionary<string, byte[]> Fields)
{
    public bool Is(string prefix) => Step.StartsWith(prefix, StringComparison.Ordinal);

    public byte[] Only => Fields.Values.Single();

    public static IReadOnlyList<TraceStep> Read(int section)
    {
        using var stream = typeof(TraceStep).Assembly.GetManifestResourceStream($"section{section}.trace")!;
        using var reader = new StreamReader(stream);
        var steps = new List<TraceStep>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var parts = line.Split('|', StringSplitOptions.TrimEntries);
            var value = Convert.FromHexString(parts[3]);
            if (steps.Count > 0 && steps[^1].Actor == parts[0] && steps[^1].Step == parts[1] && !steps[^1].Fields.ContainsKey(parts[2]))
                ((Dictionary<string, byte[]>)steps[^1].Fields)[parts[2]] = value;
            else
                steps.Add(new TraceStep(parts[0], parts[1], new Dictionary<string, byte[]> { [parts[2]] = value }));
        }

        return steps;
    }
}
