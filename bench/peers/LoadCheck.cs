using System.Globalization;
using System.Text.RegularExpressions;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;
using Adit.PeerBench.Machine;
using Adit.PeerBench.Report;

namespace Adit.PeerBench;

/// <summary>Whether our own load of handshakes costs a server what that of openssl s_time does: both in turn, against nginx.</summary>
internal sealed partial class LoadCheck(Tree tree, Credentials credentials, int seconds)
{
    public async Task RunAsync(int rounds)
    {
        var ratios = new double[rounds];
        Console.WriteLine("| round | server cpu us, openssl s_time | our load, silent like it | ratio | our load, with its byte |\n| --- | --- | --- | --- | --- |");
        for (var i = 0; i < rounds; i++)
        {
            var theirs = await CostAsync(SecondsOfOpenSslAsync);
            var ours = await CostAsync(port => OursAsync(port, theirs.Handshakes, isSilent: true));
            var speaking = await CostAsync(port => OursAsync(port, theirs.Handshakes, isSilent: false));
            ratios[i] = ours.Microseconds / theirs.Microseconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {i + 1} | {theirs.Microseconds:0} | {ours.Microseconds:0} | {ratios[i]:0.00} | {speaking.Microseconds:0} |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nMedian {Statistics.Median(ratios):0.00}, {ratios.Min():0.00} to {ratios.Max():0.00}."));
    }

    private async Task<(double Microseconds, int Handshakes)> CostAsync(Func<int, Task<int>> load)
    {
        using var service = new Service();
        var (nginx, port) = (new Nginx(tree, tuned: false), Loopback.FreePort());
        using var server = nginx.StartServer(port, service.Port, new Deployment { Tells = true });
        Loopback.Await(server, port);
        var cpu = server.CpuSeconds;
        var count = await load(port);
        var used = server.CpuSeconds - cpu;
        await Until.TrueAsync(() => nginx.Told(server).Count >= count);
        if (nginx.Told(server).FirstOrDefault(t => t is not { Group: "X25519MLKEM768", CipherSuite: "TLS_AES_128_GCM_SHA256", IsResumed: false }) is { } other)
            throw new InvalidOperationException($"nginx tells of a connection that agreed on {other}.");
        return (used / count * 1e6, count);
    }

    private async Task<int> SecondsOfOpenSslAsync(int port)
    {
        var said = await tree.RunAsync(
            "openssl", "s_time", "-connect", $"127.0.0.1:{port}", "-new", "-time", $"{seconds}", "-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256",
            "-cert", $"{tree.Folder}/client.pem", "-key", $"{tree.Folder}/client.key", "-CAfile", $"{tree.Folder}/ca.pem", "-verify", "2");
        return int.Parse(Connections().Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    private async Task<int> OursAsync(int port, int count, bool isSilent)
    {
        await new HandshakeLoad(credentials, isSilent).RunAsync(port, [credentials.Client], count, resumed: false);
        return count;
    }

    [GeneratedRegex(@"(\d+) connections in \d+ real seconds")]
    private static partial Regex Connections();
}
