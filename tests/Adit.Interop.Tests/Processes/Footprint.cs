using System.Globalization;

namespace Adit.Interop.Processes;

/// <summary>What a process holds at a moment: descriptors, and bytes of memory as its share of what it maps (PSS). References: proc_pid_smaps_rollup(5).</summary>
internal readonly record struct Footprint(int Descriptors, long Memory)
{
    private const string Label = "Pss:";

    /// <summary>Looks at a process.</summary>
    public static Footprint Of(int processId) => new(DescriptorsOf(processId), MemoryOf(processId));

    /// <summary>Only the descriptors, which are quicker to count.</summary>
    public static int DescriptorsOf(int processId) => Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd").Count();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Descriptors} descriptors, {Memory / (1024.0 * 1024):0.0} MiB");

    private static long MemoryOf(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/smaps_rollup").First(l => l.StartsWith(Label, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(Label.Length, line.Length - Label.Length - "kB".Length), NumberStyles.Integer, CultureInfo.InvariantCulture);
    }
}
