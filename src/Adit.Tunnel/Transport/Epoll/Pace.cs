using Adit.Tls.Records;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// Tells streams from messages by the size of reads: four large ones in a row make a stream, sixteen small ones end it. One that takes about all it
/// may is large. A stream belongs on a loop where nobody waits for an answer.
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

    /// <summary>What a turn read each way.</summary>
    public void Saw(Reading down, Reading up)
    {
        largeDown = Large(largeDown, down);
        largeUp = Large(largeUp, up);
        if (Math.Max(down.Bytes, up.Bytes) is > 0 and var most) small = most < SmallRead ? small + 1 : 0;
        if (!IsStream && Math.Max(largeDown, largeUp) >= LargeReadsOfStream) Become(stream: true);
        else if (IsStream && small >= SmallReadsOfEnd) Become(stream: false);
    }

    private static int Large(int sofar, Reading read) => read.Bytes == 0 ? sofar : IsLarge(read) ? sofar + 1 : 0;

    // The beginning of a record that was there already leaves less room.
    private static bool IsLarge(Reading read) => read.Bytes >= Math.Min(LargeRead, (read.MostRecords - 1) * RecordFormat.MaxContentLength);

    private void Become(bool stream)
    {
        IsStream = stream;
        largeDown = 0;
        largeUp = 0;
        small = 0;
    }
}

/// <summary>What a turn read of a giver.</summary>
/// <param name="Bytes">So many bytes, 0 when it was not asked.</param>
/// <param name="MostRecords">Of at most so many full records.</param>
internal readonly record struct Reading(int Bytes, int MostRecords);
