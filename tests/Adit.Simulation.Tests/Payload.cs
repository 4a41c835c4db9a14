namespace Adit.Simulation.Tests;

/// <summary>What one application says: bytes that tell where in the stream they stand, and which stream it is.</summary>
internal sealed class Payload(int stream)
{
    /// <summary>Prime, so that no record, buffer or batch is a period of it.</summary>
    private const int Period = 65_521;

    private const int LongestSlice = 2 * Period;

    private static readonly byte[] Bytes = Draw();

    public ReadOnlyMemory<byte> Slice(long position, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, LongestSlice);
        return Bytes.AsMemory((int)((position + (stream * 7919L)) % Period), count);
    }

    private static byte[] Draw()
    {
        var dice = new Dice(0);
        var bytes = new byte[Period + LongestSlice];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = i < Period ? (byte)dice.Below(256) : bytes[i - Period];
        return bytes;
    }
}
