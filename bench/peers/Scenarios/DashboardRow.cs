using System.Globalization;
using System.Text.RegularExpressions;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;
using Adit.PeerBench.Machine;
using Adit.PeerBench.Rows;

namespace Adit.PeerBench.Scenarios;

/// <summary>A browser nobody here wrote: wrk speaks TLS with the tree's libcrypto and HTTP with keep-alive to the server end alone, which asks for no certificate. Behind it nginx serves one small file.</summary>
internal sealed partial class DashboardRow(Tree tree, int seconds) : Row
{
    private const int Connections = 32;
    private const int Warmup = 1;

    public override string Key => Scenario.Dashboard;

    public override async Task<IReadOnlyList<Sample>> MeasureAsync(Contender contender, int round)
    {
        var (web, port) = (Loopback.FreePort(), Loopback.FreePort());
        using var backend = StartBackend(web);
        Loopback.Await(backend, web);
        using var server = contender.StartServer(port, web, new Deployment { AsksForCertificates = false, Tells = true });
        Loopback.Await(server, port);
        await CheckAsync(contender, port);

        await BrowseAsync(port, Warmup);
        var cpu = server.CpuSeconds;
        var said = await BrowseAsync(port, seconds);
        var used = server.CpuSeconds - cpu;
        if (contender.CanTell) await CheckToldAsync(contender, server);
        var requests = Number(Requests(), said);
        return
        [
            new($"requests/s, {Key}", Number(RequestsPerSecond(), said)),
            new($"us p99, {Key}", Microseconds(P99().Match(said))),
            new($"server cpu us a request, {Key}", used / requests * 1e6),
        ];
    }

    private ProcessGroup StartBackend(int port)
    {
        tree.Write("dashboard.json", $"{{\"figures\":[{string.Join(',', Enumerable.Range(0, 200))}]}}\n");
        return tree.Start("nginx", "-c", tree.Write("dashboard.conf", $$"""
            daemon off;
            user root;
            worker_processes auto;
            error_log stderr crit;
            pid {{tree.Folder}}/dashboard.pid;
            events { worker_connections 1024; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              server {
                listen 127.0.0.1:{{port}};
                root {{tree.Folder}};
              }
            }

            """));
    }

    private async Task<string> BrowseAsync(int port, int time)
    {
        var said = await tree.RunAsync("wrk", "-t2", $"-c{Connections}", $"-d{time}s", "--latency", $"https://127.0.0.1:{port}/dashboard.json");
        return said.Contains("Socket errors", StringComparison.Ordinal) || said.Contains("Non-2xx", StringComparison.Ordinal) ? throw new IOException(said.ReplaceLineEndings(" ")) : said;
    }

    /// <summary>What the server end agrees on with a stranger: all of them are set to the one group.</summary>
    private async Task CheckAsync(Contender contender, int port)
    {
        var said = await tree.RunAsync("openssl", "s_client", "-connect", $"127.0.0.1:{port}", "-brief", "-verify_return_error", "-CAfile", $"{tree.Folder}/ca.pem", "-servername", Credentials.ServerName);
        if (!said.Contains("group: X25519MLKEM768", StringComparison.Ordinal) || !said.Contains("TLS_AES_128_GCM_SHA256", StringComparison.Ordinal))
            throw new InvalidOperationException($"{contender.Name} did not agree on X25519MLKEM768 and TLS_AES_128_GCM_SHA256: {said}");
    }

    private static async Task CheckToldAsync(Contender contender, ProcessGroup server)
    {
        await Until.TrueAsync(() => contender.Told(server).Count >= Connections * 2);
        if (contender.Told(server).FirstOrDefault(t => t is not { Group: "X25519MLKEM768", CipherSuite: "TLS_AES_128_GCM_SHA256" }) is { } other)
            throw new InvalidOperationException($"{contender.Name} tells of a connection of wrk that agreed on {other}.");
    }

    private static double Number(Regex pattern, string text) => double.Parse(pattern.Match(text).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    private static double Microseconds(Match match) => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * match.Groups[2].Value switch
    {
        "us" => 1,
        "ms" => 1e3,
        _ => 1e6,
    };

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex RequestsPerSecond();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex P99();
}
