using System.Text.Json;
using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>The published program, with its defaults but for the one group that all contenders have.</summary>
internal sealed class AditContender(Tree tree) : Contender
{
    public override string Name => "adit";

    public override bool IsPeer => false;

    public override ProcessGroup StartServer(int port, int target, Deployment deployment) => Start("server", port, target, deployment, deployment.AsksForCertificates
        ? """
          trust = "corp"
          allow = ["client"]
          """
        : "disable_authentication = true");

    public override ProcessGroup StartClient(int port, int target, Deployment deployment) => Start("client", port, target, deployment, $"""
        trust = "corp"
        server_name = "{Credentials.ServerName}"
        """);

    public override IReadOnlyList<ToldConnection> Told(ProcessGroup server) =>
        [.. Lines(server).Select(l => new ToldConnection(Text(l, "group"), Text(l, "cipher_suite"), l.TryGetProperty("resumed", out var resumed) && resumed.GetBoolean()))];

    /// <summary>How often an end has renewed its keys, as the lines of its connections say.</summary>
    public static long KeyUpdates(ProcessGroup end) => Lines(end).Sum(l => l.TryGetProperty("key_updates", out var count) ? count.GetInt64() : 0);

    private static IEnumerable<JsonElement> Lines(ProcessGroup end) =>
        end.Lines.Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement).Where(l => l.TryGetProperty("bytes_sent", out var sent) && sent.GetInt64() > 0);

    private static string Text(JsonElement line, string field) => line.TryGetProperty(field, out var value) ? value.GetString()! : "";

    private ProcessGroup Start(string end, int port, int target, Deployment deployment, string more)
    {
        var authenticates = end == "client" || deployment.AsksForCertificates;
        var file = tree.Write($"adit.{end}.toml", $"""
            version = 1
            [policy.default]
            groups = ["X25519MLKEM768"]
            session_tickets = {(deployment.Resumes ? "true" : "false")}
            {(deployment.KeyUpdateAfter is { } after ? $"key_update_after = \"{after}\"" : "")}
            [identity.own]
            certificate = "{end}.pem"
            private_key = "{end}.key"
            {(authenticates ? "[trust.corp]\nca_file = \"ca.pem\"" : "")}
            {(authenticates && end == "server" ? $"[[peer]]\nname = \"client\"\ntrust = \"corp\"\ncn = \"{Credentials.ClientName}\"" : "")}
            [[tunnel]]
            name = "{end}"
            mode = "{end}"
            listen = "127.0.0.1:{port}"
            target = "127.0.0.1:{target}"
            identity = "own"
            max_connections = 20000
            {more}

            """);
        return tree.Start($"{tree.Folder}/adit", ["run", "-c", file, .. deployment.Tells ? ["--log-format", "json"] : (string[])["--log-level", "error"]]);
    }
}
