namespace Adit.Fuzz;

/// <summary>Changes inputs at random, the same in every run of the same seed. For where no fuzzer with feedback is at hand.</summary>
internal sealed class Mutator(int seed)
{
    private const int MaxLength = 8 << 10;
    private static readonly byte[] Telling = [0, 1, 0x7F, 0x80, 0xFE, 0xFF, 0x10, 0x20, 0x30];
    private readonly Random random = new(seed);

    /// <summary>One of the inputs after a few changes.</summary>
    public byte[] Next(IReadOnlyList<byte[]> corpus)
    {
        var bytes = Pick(corpus).ToList();
        for (var rounds = 1 + random.Next(4); rounds > 0; rounds--) Change(bytes, corpus);
        return [.. bytes.Take(MaxLength)];
    }

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> corpus)
    {
        var at = random.Next(bytes.Count + 1);
        var count = Math.Min(1 + random.Next(random.Next(2) == 0 ? 4 : 64), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 when at < bytes.Count:
                bytes[at] = Telling[random.Next(Telling.Length)];
                break;
            case 3:
                bytes.RemoveRange(at, count);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, count));
                break;
            case 5:
                bytes.InsertRange(at, Enumerable.Range(0, 1 + random.Next(8)).Select(_ => (byte)random.Next(256)));
                break;
            default:
                var other = Pick(corpus);
                var from = random.Next(other.Length + 1);
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other[from..]);
                break;
        }
    }

    private byte[] Pick(IReadOnlyList<byte[]> corpus) => corpus[random.Next(corpus.Count)];
}
