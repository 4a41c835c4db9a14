namespace Adit.Tls.Records;

/// <summary>
/// How much a record holds. A record is of use to its reader only once it is whole: when a connection begins, and after a pause, records are so short
/// that each packet brings one, and the first byte does not wait for 16 KiB to come through a window of ten packets; then they are full.
/// References: RFC 9846 5.1; RFC 6928 2; RFC 5681 4.1.
/// </summary>
/// <param name="maxContentLength">The longest content that the peer takes.</param>
internal sealed class RecordSizing(int maxContentLength)
{
    /// <summary>With what a record adds it fits a packet of 1,400 bytes, as links and tunnels under ours leave them.</summary>
    private const int ShortContent = 1_300;

    /// <summary>After so many bytes the window has opened.</summary>
    private const int ShortBytes = 64 << 10;

    /// <summary>After so long it has closed again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private TimeSpan lastSent;
    private int shortBytes;

    /// <summary>The content of the records of the next batch.</summary>
    public int Next(TimeSpan now)
    {
        if (now - lastSent >= Pause) shortBytes = 0;
        return shortBytes < ShortBytes ? Math.Min(ShortContent, maxContentLength) : maxContentLength;
    }

    /// <summary>A batch was sent.</summary>
    public void Sent(int bytes, TimeSpan now)
    {
        lastSent = now;
        if (shortBytes < ShortBytes) shortBytes += bytes;
    }
}
