using System.Net.Sockets;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;
using Adit.PeerBench.Machine;
using Adit.PeerBench.Rows;

namespace Adit.PeerBench.Scenarios;

/// <summary>
/// One long stream of raw video, as fast as it goes, from one ffmpeg through the pair to another, Adit renewing its keys under way. Each frame that
/// arrives has the time and the hash of the one that was sent.
/// </summary>
internal sealed class VideoRow : Row
{
    private const int Width = 1280;
    private const int Height = 720;
    private const int ClipFrames = 60;
    private const double FrameBytes = Width * Height * 1.5; // yuv420p
    private const int RenewedMiB = 64;

    private readonly string folder;
    private readonly string[] stream;
    private readonly string[] sent;

    private VideoRow(string folder, string[] stream, string[] sent) => (this.folder, this.stream, this.sent) = (folder, stream, sent);

    public override string Key => Scenario.Video;

    /// <summary>Makes the clip that is sent over and over, and what its frames must be.</summary>
    public static async Task<Row> MakeAsync(string folder, double gigabytes)
    {
        var clip = Path.Combine(folder, "clip.nut");
        await Tool.RunAsync("ffmpeg", "-v", "error", "-f", "lavfi", "-i", $"testsrc2=size={Width}x{Height}:rate=30", "-frames:v", $"{ClipFrames}", "-pix_fmt", "yuv420p", "-c:v", "rawvideo", "-f", "nut", clip);
        string[] stream = ["-v", "error", "-stream_loop", $"{(int)(gigabytes * 1e9 / FrameBytes / ClipFrames)}", "-f", "nut", "-i", clip, "-c", "copy"];
        return new VideoRow(folder, stream, Frames(await Tool.RunAsync("ffmpeg", [.. stream, "-f", "framemd5", "-"])));
    }

    public override async Task<IReadOnlyList<Sample>> MeasureAsync(Contender contender, int round)
    {
        var screen = Loopback.FreePort();
        var arrived = Path.Combine(folder, "arrived.md5");
        using var receiver = Tool.Start("ffmpeg", "-v", "error", "-y", "-f", "nut", "-i", $"tcp://127.0.0.1:{screen}?listen=1", "-c", "copy", "-f", "framemd5", arrived);
        using var listener = Loopback.Listen();
        var forward = Threads.Start(1, () => Forward(listener, screen));
        using var pair = new Pair(contender, Loopback.PortOf(listener), new Deployment { Tells = contender is AditContender, KeyUpdateAfter = $"{RenewedMiB}MiB" });

        var (cpu, machine, began) = (pair.CpuSeconds, WholeMachine.CpuSeconds, TimeProvider.System.GetTimestamp());
        await Tool.RunAsync("ffmpeg", [.. stream, "-f", "nut", $"tcp://127.0.0.1:{pair.Entrance}"]);
        forward.Join();
        await receiver.EndAsync();
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var (used, usedByAll) = (pair.CpuSeconds - cpu, WholeMachine.CpuSeconds - machine);
        CheckFrames(contender, Frames(await File.ReadAllTextAsync(arrived)));

        var gigabytes = sent.Length * FrameBytes / 1e9;
        List<Sample> samples =
        [
            new($"cpu s/GB, {Key}", used / gigabytes),
            new($"machine cpu s/GB, {Key}", usedByAll / gigabytes),
            new($"frames/s, {Key}", sent.Length / seconds),
        ];
        if (contender is AditContender) samples.Add(new($"keys renewed, {Key}", await KeysRenewedAsync(pair, gigabytes)));
        return samples;
    }

    /// <summary>Hands the connection that says something on: those that only asked whether the pair listens say nothing, and ffmpeg takes one.</summary>
    private static void Forward(Socket listener, int port)
    {
        var buffer = new byte[256 << 10];
        while (true)
        {
            using var from = listener.Accept();
            var count = HearFirst(from, buffer);
            if (count == 0) continue;
            using var to = Loopback.ConnectWhenListening(port);
            for (; count > 0; count = from.Receive(buffer))
            {
                for (var rest = buffer.AsSpan(0, count); rest.Length > 0;) rest = rest[to.Send(rest)..];
            }

            to.Shutdown(SocketShutdown.Both);
            from.Shutdown(SocketShutdown.Both);
            return;
        }
    }

    private static int HearFirst(Socket from, byte[] buffer)
    {
        try
        {
            return from.Receive(buffer);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private static string[] Frames(string framemd5) => [.. framemd5.Split('\n').Where(l => l.Length > 0 && l[0] != '#')];

    private void CheckFrames(Contender contender, string[] frames)
    {
        if (!frames.SequenceEqual(sent))
            throw new InvalidOperationException($"{contender.Name}: {sent.Length} frames were sent, {frames.Length} came, and {sent.Zip(frames).Count(f => f.First == f.Second)} of them are the same.");
    }

    /// <summary>The client end sends; its line comes when the connection has ended.</summary>
    private static async Task<double> KeysRenewedAsync(Pair pair, double gigabytes)
    {
        await Until.TrueAsync(() => AditContender.KeyUpdates(pair.Client!) > 0);
        var renewed = AditContender.KeyUpdates(pair.Client!);
        if (renewed < (long)(gigabytes * 1e9 / (RenewedMiB << 20)) - 1) throw new InvalidOperationException($"The keys of {gigabytes:0.0} GB were renewed {renewed} times, not each {RenewedMiB} MiB.");
        return renewed;
    }
}
