using System.Globalization;
using Adit.Interop.Processes;

namespace Adit.Interop.Peers;

/// <summary>Debian's tshark: Wireshark's eyes on a capture, with a key log to decrypt it by.</summary>
internal sealed class Tshark(string capture, string keyLog)
{
    /// <summary>PI_WARN of Wireshark: below it are notes and chat, like that of a SYN.</summary>
    private const int Warning = 0x00600000;

    /// <summary>Each packet that it finds malformed or warns of, as it shows it; none where it has nothing to say.</summary>
    public async Task<string> ComplaintsAsync() =>
        (await RunAsync("-Y", $"_ws.malformed || _ws.expert.severity >= {Warning.ToString(CultureInfo.InvariantCulture)}", "-V")).Trim();

    /// <summary>The values of a field, in order, in packets that fit the filter.</summary>
    public async Task<IReadOnlyList<string>> FieldAsync(string field, string filter = "tls") =>
        (await RunAsync("-Y", filter, "-T", "fields", "-E", "occurrence=a", "-E", "aggregator= ", "-e", field)).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The application data of a connection, both ways, as text.</summary>
    public Task<string> ApplicationDataAsync(int connection) => RunAsync("-q", "-z", $"follow,tls,ascii,{connection}");

    private async Task<string> RunAsync(params IEnumerable<string> arguments)
    {
        var program = Peer.Require("tshark", "tshark", "apt-get install --no-install-recommends tshark");
        return (await RunningProcess.RunAsync(new Command(program, ["-r", capture, "-o", $"tls.keylog_file:{keyLog}", .. arguments]))).Exited(0).Output;
    }
}
