using System.Globalization;

namespace Adit.Interop.Processes;

/// <summary>
/// The TCP ports a process listens on, read from Linux's <c>/proc</c>. So every program may listen on port 0 and none has to be asked
/// how its log says so, and nothing connects to a server that serves only one.
/// </summary>
internal static class ListeningPorts
{
    private const string ListenState = "0A";

    /// <summary>The IPv4 ports of <paramref name="processId"/>, in rising order; empty when the process is gone.</summary>
    public static IReadOnlyList<int> Of(int processId)
    {
        try
        {
            var sockets = Directory.EnumerateFiles($"/proc/{processId}/fd")
                .Select(descriptor => new FileInfo(descriptor).LinkTarget)
                .Where(target => target is not null && target.StartsWith("socket:[", StringComparison.Ordinal))
                .Select(target => target!["socket:[".Length..^1])
                .ToHashSet();
            return [.. File.ReadLines($"/proc/{processId}/net/tcp").Skip(1)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[3] == ListenState && sockets.Contains(fields[9]))
                .Select(fields => int.Parse(fields[1].AsSpan(fields[1].IndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                .Order()];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
