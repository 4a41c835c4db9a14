using System.Globalization;

namespace Adit.PeerBench.Machine;

/// <summary>What the machine as a whole used: loopback bills the receiver's work to the sender, so no process alone tells the truth. References: proc(5).</summary>
internal static class WholeMachine
{
    /// <summary>Busy time of all cores, in seconds.</summary>
    public static double CpuSeconds
    {
        get
        {
            var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
            const int idle = 3, waiting = 4;
            return (fields[..8].Sum() - fields[idle] - fields[waiting]) / 100.0;
        }
    }

    /// <summary>Memory that TCP sockets hold in the kernel, in KiB.</summary>
    public static long SocketKib
    {
        get
        {
            var fields = File.ReadLines("/proc/net/sockstat").First(l => l.StartsWith("TCP:", StringComparison.Ordinal)).Split(' ');
            return long.Parse(fields[Array.IndexOf(fields, "mem") + 1], CultureInfo.InvariantCulture) * Environment.SystemPageSize / 1024;
        }
    }
}
