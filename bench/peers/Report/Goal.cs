namespace Adit.PeerBench.Report;

/// <summary>What a row's figure is held against.</summary>
internal enum Against
{
    /// <summary>The best of the peers in the same round.</summary>
    BestPeer,

    /// <summary>The floor in the same round.</summary>
    Floor,

    /// <summary>Another figure of ours in the same round.</summary>
    Own,

    /// <summary>nginx in the same round.</summary>
    Nginx,

    /// <summary>The figure itself.</summary>
    Nothing,
}

/// <summary>A goal of one metric.</summary>
/// <param name="Metric">Whose.</param>
/// <param name="Against">What it is a ratio to.</param>
/// <param name="Limit">What the median may be at most; at least where <paramref name="MoreIsBetter"/>.</param>
/// <param name="MoreIsBetter">Whether a larger figure is the better one.</param>
/// <param name="Other">The metric of <see cref="Against.Own"/>.</param>
internal sealed record Goal(string Metric, Against Against, double Limit, bool MoreIsBetter = false, string? Other = null)
{
    public static IReadOnlyList<Goal> All { get; } =
    [
        new("cpu s/GB, 1 streams", Against.BestPeer, 0.65),
        new("cpu s/GB, 1 streams", Against.Floor, 0.95),
        new("GB/s, 1 streams", Against.BestPeer, 1.7, MoreIsBetter: true),
        new("cpu s/GB, 4 streams", Against.BestPeer, 0.75),
        new("cpu s/GB, 4 streams", Against.Floor, 0.95),
        new("GB/s, 4 streams", Against.BestPeer, 1.35, MoreIsBetter: true),
        new("server cpu us, handshake", Against.BestPeer, 0.4),
        new("server cpu us, first-sight", Against.BestPeer, 0.65),
        new("server cpu us, resumed", Against.Own, 0.7, Other: "server cpu us, handshake"),
        new("us median", Against.BestPeer, 0.9),
        new("us p99", Against.BestPeer, 0.9),
        new("us median beside 2 streams", Against.BestPeer, 0.5),
        new("us p99 beside 2 streams", Against.BestPeer, 0.5),
        new("KiB an idle tunnel of 2000", Against.Nothing, 16),
        new("KiB an idle tunnel of 9000", Against.Nothing, 16),
        new("MiB of an idle process", Against.Nothing, 25),
        new("ms to listening", Against.Nginx, 2),
    ];

    public string Text => $"{(MoreIsBetter ? "at least" : "at most")} {Limit}{(Against == Against.Nothing ? "" : "x " + Title)}";

    /// <summary>Whether it is met; if not, whether that is worse than the best peer besides.</summary>
    public string Judge(double median) => IsMet(median) ? "met" : Against == Against.BestPeer && (MoreIsBetter ? median < 1 : median > 1) ? "missed, and worse than the best" : "missed";

    public bool IsMet(double median) => MoreIsBetter ? median >= Limit : median <= Limit;

    private string Title => Against switch
    {
        Against.BestPeer => "the best",
        Against.Floor => "the floor",
        Against.Nginx => "nginx",
        _ => "our own " + Other,
    };
}
