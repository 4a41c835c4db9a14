using SharpFuzz;

namespace Adit.Fuzz;

/// <summary>What the program does for the scripts and for who looks into a finding.</summary>
internal static class Commands
{
    /// <summary>Inputs beyond it are cut: what is longer is slower and says no more.</summary>
    private const int MaxInput = 64 << 10;

    public static int Usage()
    {
        Console.Error.WriteLine("usage: list | corpus FOLDER | run TARGET | replay TARGET FILE-OR-FOLDER... | mutate TARGET COUNT FOLDER");
        return 2;
    }

    public static int List()
    {
        foreach (var target in Targets.All) Console.WriteLine(target.Name);
        return 0;
    }

    /// <summary>Writes the seeds of every target, a folder each.</summary>
    public static int WriteCorpus(string folder)
    {
        foreach (var target in Targets.All)
        {
            var place = Directory.CreateDirectory(Path.Combine(folder, target.Name)).FullName;
            foreach (var (name, input) in target.Seeds()) File.WriteAllBytes(Path.Combine(place, name), input);
        }

        return 0;
    }

    /// <summary>Runs what AFL++ sends until it stops.</summary>
    public static int Run(ITarget target)
    {
        // What a target makes once is made before, so that it does not look like a new path.
        foreach (var (_, input) in target.Seeds()) target.Run(input, new Coverage());

        var buffer = new byte[MaxInput];
        Fuzzer.Run(stream =>
        {
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            target.Run(buffer.AsSpan(0, length), new Coverage());
        });
        return 0;
    }

    /// <summary>Runs files, says what they reached, and what went wrong.</summary>
    public static int Replay(ITarget target, string[] paths)
    {
        var coverage = new Coverage();
        var files = paths.SelectMany(path => Directory.Exists(path) ? Directory.GetFiles(path).Order(StringComparer.Ordinal).ToArray() : [path]).ToArray();
        var bugs = files.Count(file => !IsQuiet(target, File.ReadAllBytes(file), coverage, file));
        Report(target, coverage, files.Length, bugs);
        return bugs == 0 ? 0 : 1;
    }

    /// <summary>Runs mutations of a folder's files, always the same.</summary>
    public static int Mutate(ITarget target, int count, string folder)
    {
        var corpus = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        var mutator = new Mutator(seed: 1);
        var coverage = new Coverage();
        var bugs = 0;
        for (var i = 0; i < count; i++)
        {
            var input = mutator.Next(corpus);
            if (!IsQuiet(target, input, coverage, Convert.ToHexString(input.AsSpan(0, Math.Min(input.Length, 512))))) bugs++;
        }

        Report(target, coverage, count, bugs);
        return bugs == 0 ? 0 : 1;
    }

    private static bool IsQuiet(ITarget target, byte[] input, Coverage coverage, string title)
    {
        try
        {
            coverage.Begin();
            target.Run(input.AsSpan(0, Math.Min(input.Length, MaxInput)), coverage);
            return true;
        }
        catch (Exception bug)
        {
            Console.WriteLine($"BUG {title}: {bug}");
            return false;
        }
    }

    private static void Report(ITarget target, Coverage coverage, int runs, int bugs)
    {
        Console.WriteLine($"{target.Name}: {runs} runs, {bugs} bugs; runs that reached each place:");
        foreach (var line in coverage.Table(target.Places)) Console.WriteLine(line);
    }
}
