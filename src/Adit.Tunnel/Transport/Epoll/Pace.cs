namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// Tells streams from messages by the size of reads: four large ones in a row make a stream, sixteen small ones end it. A stream belongs on a loop
/// where nobody waits for an answer.
/// </summary>
internal sealed class Pace
{
    private const int LargeRead = 128 << 10;
    private const int LargeReadsOfStream = 4;
    private const int SmallRead = 16 << 10;
    private const int SmallReadsOfEnd = 16;

    private int largeDown;
    private int largeUp;
    private int small;

    public bool IsStream { get; private set; }

    /// <summary>A turn read so much each way.</summary>
    public void Saw(int down, int up)
    {
        largeDown = Large(largeDown, down);
        largeUp = Large(largeUp, up);
        if (Math.Max(down, up) is > 0 and var most) small = most < SmallRead ? small + 1 : 0;
        if (!IsStream && Math.Max(largeDown, largeUp) >= LargeReadsOfStream) Become(stream: true);
        else if (IsStream && small >= SmallReadsOfEnd) Become(stream: false);
    }

    private static int Large(int sofar, int read) => read == 0 ? sofar : read >= LargeRead ? sofar + 1 : 0;

    private void Become(bool stream)
    {
        IsStream = stream;
        largeDown = 0;
        largeUp = 0;
        small = 0;
    }
}
