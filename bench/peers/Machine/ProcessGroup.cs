using System.Diagnostics;
using System.Globalization;

namespace Adit.PeerBench.Machine;

/// <summary>A program that was started, with its children: what it used of the machine. Disposal kills it. References: proc(5).</summary>
internal sealed class ProcessGroup : IDisposable
{
    /// <summary>USER_HZ of every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    private readonly Process process;
    private readonly List<string> lines = [];

    public ProcessGroup(string file, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        CommandLine = $"{file} {string.Join(' ', start.ArgumentList)}";
        process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        process.ErrorDataReceived += Keep;
        process.OutputDataReceived += Keep;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>How it was started.</summary>
    public string CommandLine { get; }

    /// <summary>The last thing it said, for an error of ours.</summary>
    public string LastLine => Lines is [.., var last] ? last : "";

    /// <summary>What it has said.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines) return [.. lines];
        }
    }

    public bool HasExited => process.HasExited;

    /// <summary>User and system time of all its processes, in seconds.</summary>
    public double CpuSeconds => Pids().Sum(pid => TicksOf(pid) / TicksPerSecond);

    /// <summary>Its share of resident memory (PSS), in KiB.</summary>
    public long PssKib => Pids().Sum(pid => Field($"/proc/{pid}/smaps_rollup", "Pss:"));

    /// <summary>Resident memory (RSS), in KiB.</summary>
    public long ResidentKib => Pids().Sum(pid => Field($"/proc/{pid}/status", "VmRSS:"));

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    private void Keep(object _, DataReceivedEventArgs line)
    {
        if (string.IsNullOrWhiteSpace(line.Data)) return;
        lock (lines) lines.Add(line.Data);
    }

    private List<int> Pids()
    {
        var all = new List<int> { process.Id };
        for (var i = 0; i < all.Count; i++)
        {
            foreach (var task in Directory.EnumerateDirectories($"/proc/{all[i]}/task")) all.AddRange(ChildrenOf(task));
        }

        return all;
    }

    private static IEnumerable<int> ChildrenOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pid => int.Parse(pid, CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            return []; // the thread has ended meanwhile
        }
    }

    /// <summary>utime and stime stand after the name, which ends in the last parenthesis and may hold anything.</summary>
    private static double TicksOf(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private static long Field(string path, string name)
    {
        var line = File.ReadLines(path).First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
