using Adit.Tunnel;

namespace Adit.Interop.Processes;

/// <summary>The <c>adit</c> command under test: the program that <c>ADIT_BIN</c> names (the published one), else the one built beside the tests.</summary>
internal static class AditCommand
{
    /// <summary>A free port of loopback, to listen on.</summary>
    public const string AnyPort = "127.0.0.1:0";

    /// <summary>The command with arguments.</summary>
    public static Command Command(params IEnumerable<string> arguments)
        => Environment.GetEnvironmentVariable("ADIT_BIN") is { Length: > 0 } published
            ? new Command(published, [.. arguments])
            : new Command("dotnet", [Path.Combine(AppContext.BaseDirectory, "adit.dll"), .. arguments]);

    /// <summary>Runs it to its end.</summary>
    public static Task<FinishedProcess> RunAsync(params IEnumerable<string> arguments) => RunningProcess.RunAsync(Command(arguments));

    /// <summary>Starts <c>adit server</c> on a free port in front of <paramref name="target"/>.</summary>
    public static Task<AditProcess> ServerAsync(string target, params IReadOnlyCollection<string> arguments) => AditProcess.StartAsync(End("server", AnyPort, target, arguments));

    /// <summary>Starts <c>adit client</c> on a free port, dialling the TLS server at <paramref name="target"/>.</summary>
    public static Task<AditProcess> ClientAsync(string target, params IReadOnlyCollection<string> arguments) => AditProcess.StartAsync(End("client", AnyPort, target, arguments));

    /// <summary>The command that starts one.</summary>
    public static Command End(string verb, string listen, string target, params IReadOnlyCollection<string> arguments)
        => Command([verb, "--listen", listen, "--target", target, "--log-format", "json", .. LogLevel(arguments), .. arguments]);

    /// <summary>The same command over the data plane that is named.</summary>
    public static Command Over(this Command command, TunnelTransport transport)
        => command with { Environment = new Dictionary<string, string>(command.Environment) { ["ADIT_TRANSPORT"] = transport == TunnelTransport.Sockets ? "sockets" : "best" } };

    /// <summary>The command that runs <c>adit connect</c> to a port of this machine.</summary>
    public static Command Connect(int port, params IEnumerable<string> arguments) => Command(["connect", $"127.0.0.1:{port}", .. arguments]);

    private static string[] LogLevel(IReadOnlyCollection<string> arguments) => arguments.Contains("--log-level") ? [] : ["--log-level", "debug"];
}
