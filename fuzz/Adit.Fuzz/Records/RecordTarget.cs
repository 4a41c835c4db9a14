using Adit.Tls;
using Adit.Tls.Messages;
using Adit.Tls.Policy;
using Adit.Tls.Records;
using Adit.Tls.Tests.Records;

namespace Adit.Fuzz.Records;

/// <summary>
/// Records under keys that the harness has: honest ones with any padding, made-up inner plaintexts, spoilt ones, and bytes that are none. What comes out is
/// what an opener by the book would give, the same in one batch as one by one; and what our sealer seals, opens.
/// Sizes: suite 1, then records: kind 1 and what the kind takes.
/// </summary>
internal sealed class RecordTarget : ITarget
{
    private const int MaxRecords = 24;
    private const int MaxInner = 65_000;
    private const string Data = "application data";
    private const string AllTaken = "all taken";

    private static readonly CipherSuite[] Suites = Enum.GetValues<CipherSuite>();

    public string Name => "records";

    public IReadOnlyCollection<string> Places { get; } = [Data, AllTaken, "padded", "key update", "closed", "sealed", "refused bad_record_mac", "refused unexpected_message", "refused record_overflow"];

    public IEnumerable<(string Name, byte[] Input)> Seeds() =>
    [
        ("data", [0, 0, 0, 40, 0, 1, 0, 0]),
        ("padded", [1, 1, 0, 5, 0, 30, 1, 0, 200, 0, 44]),
        ("key-update", [2, 0, 0, 9, 2, 0, 0, 0, 9, 2, 1, 0, 0, 3]),
        ("closed", [0, 0, 0, 7, 3, 1, 0, 0, 0, 7]),
        ("made-up", [0, 4, 6, 1, 2, 23, 0, 0, 0]),
        ("spoilt", [0, 0, 0, 4, 5, 0, 20, 0, 7, 1]),
        ("raw", [0, 6, 6, 20, 3, 3, 0, 1, 1]),
        ("long", [0, 0, 64, 0, 7, 0, 64, 1]),
        ("sealed", [1, 8, 64, 200, 0, 0, 1]),
    ];

    public void Run(ReadOnlySpan<byte> input, Coverage coverage)
    {
        var source = new ByteSource(input);
        var suite = Suites[source.U8() % Suites.Length];
        using var forge = new RecordForge(suite, RecordForge.Secret(suite));
        var wire = new List<byte>();
        var expected = new Expected();
        for (var count = 0; count < MaxRecords && !source.IsEmpty && expected.IsCertain; count++) wire.AddRange(Next(ref source, suite, forge, expected, coverage));

        var batch = Open(suite, [.. wire], wire.Count);
        var single = Open(suite, [.. wire], 1);
        BugException.Unless(batch.Data.SequenceEqual(single.Data) && batch.Refusal == single.Refusal && batch.IsClosed == single.IsClosed, "Records in one batch are opened otherwise than one by one.");
        Compare(expected, batch, coverage);
    }

    private static byte[] Next(ref ByteSource source, CipherSuite suite, RecordForge forge, Expected expected, Coverage coverage)
    {
        switch (source.U8() % 9)
        {
            case 0:
                return Seal(forge, expected, Filled(source.U16()), ContentType.application_data, 0);
            case 1:
                coverage.Reach("padded");
                return Seal(forge, expected, Filled(source.U16() % 2048), ContentType.application_data, source.U16() % 2048);
            case 2:
                coverage.Reach("key update");
                return Seal(forge, expected, [(byte)HandshakeType.key_update, 0, 0, 1, (byte)(source.U8() % 2)], ContentType.handshake, 0);
            case 3:
                return Seal(forge, expected, [source.U8(), (byte)AlertDescription.close_notify], ContentType.alert, 0);
            case 4:
                return SealInner(forge, expected, source.Take(source.U8()).ToArray());
            case 5:
                var spoilt = forge.Seal(ContentType.application_data, Filled(source.U16() % 256));
                var edited = Edits.Apply(ref source, spoilt, 1);

                // Of a record whose length is another, the rest may not have come yet.
                expected.Doubt(isRefused: edited.Length == spoilt.Length && HeaderOf(edited).SequenceEqual(HeaderOf(spoilt)) && !edited.AsSpan().SequenceEqual(spoilt));
                return edited;
            case 6:
                expected.Doubt(isRefused: false);
                return source.Take(source.U8()).ToArray();
            case 7:
                return SealInner(forge, expected, [.. Filled(source.U16()), (byte)ContentType.application_data]);
            default:
                CheckSealer(suite, Filled(source.U16()), source.U16(), coverage);
                return [];
        }
    }

    private static ReadOnlySpan<byte> HeaderOf(byte[] record) => record.AsSpan(0, Math.Min(record.Length, RecordFormat.HeaderLength));

    private static byte[] Seal(RecordForge forge, Expected expected, byte[] content, ContentType type, int padding) => SealInner(forge, expected, [.. content, (byte)type, .. new byte[padding]]);

    /// <summary>RFC 9846 5.2, 5.4: the type is the last byte that is not zero; what stands before it is the content, 2^14 bytes of it and its padding at most.</summary>
    private static byte[] SealInner(RecordForge forge, Expected expected, byte[] inner)
    {
        if (inner.Length > MaxInner) inner = inner[..MaxInner];
        var record = forge.SealInner(inner);
        var end = inner.Length;
        while (end > 0 && inner[end - 1] == 0) end--;
        if (end == 0 || inner.Length > RecordFormat.MaxContentLength + 1) expected.Doubt(isRefused: true);
        else if (expected.Take((ContentType)inner[end - 1], inner[..(end - 1)])) forge.Update();
        return record;
    }

    private static Opened Open(CipherSuite suite, byte[] wire, int rangesAtOnce)
    {
        using var protection = RecordForge.Protection(suite);
        using var opener = new RecordOpener(TlsRole.Client, protection, new KeyUpdateDebt());
        var data = new List<byte>();
        var ranges = new PlaintextRange[Math.Clamp(rangesAtOnce, 1, MaxRecords)];
        try
        {
            for (var start = 0; ;)
            {
                var done = opener.Open(wire.AsSpan(start), TimeSpan.Zero, ranges, out var count);
                foreach (var range in ranges[..count]) data.AddRange(wire.AsSpan(start + range.Start, range.Length));
                if (done == 0) return new Opened(data, null, opener.IsClosed);
                start += done;
            }
        }
        catch (TlsException error)
        {
            BugException.Unless(error.AlertSent is not AlertDescription.internal_error, $"A fault of ours: {error}");
            return new Opened(data, error.AlertSent?.ToString() ?? $"the peer's {error.AlertReceived}", opener.IsClosed);
        }
    }

    private static void Compare(Expected expected, Opened opened, Coverage coverage)
    {
        BugException.Unless(opened.Data.Take(expected.Data.Count).SequenceEqual(expected.Data), "Other data came out than was sealed.");
        BugException.Unless(!expected.IsRefused || expected.IsClosed || opened.Refusal is not null, "A record that breaks a rule was taken.");
        if (expected.IsCertain) BugException.Unless(opened.Refusal is null && opened.Data.Count == expected.Data.Count, $"An honest record was refused ({opened.Refusal}), or data came out that nobody sealed.");
        if (opened.Data.Count > 0) coverage.Reach(Data);
        if (opened.IsClosed) coverage.Reach("closed");
        coverage.Reach(opened.Refusal is null ? AllTaken : $"refused {opened.Refusal}");
    }

    /// <summary>What our sealer makes of data under a size limit of the peer's, another reader opens.</summary>
    private static void CheckSealer(CipherSuite suite, byte[] data, int limit, Coverage coverage)
    {
        var maxContent = Math.Clamp(limit, 64, RecordFormat.MaxContentLength);
        using var sealer = new RecordSealer(RecordForge.Protection(suite), new KeyUpdateDebt(), KeyLimits.Default, maxContent);
        using var reader = new RecordForge(suite, RecordForge.Secret(suite));
        var output = new byte[(data.Length * 2) + RecordFormat.FullRecordLength];
        var back = new List<byte>();
        for (var rest = data.AsSpan(); !rest.IsEmpty;)
        {
            ReadOnlySpan<byte> records = output.AsSpan(0, sealer.Seal(rest, output, TimeSpan.Zero, out var consumed));
            rest = rest[consumed..];
            while (RecordHeader.TryRead(records, out var header))
            {
                var (type, content) = reader.Open(records[..header.RecordLength]);
                BugException.Unless(type == ContentType.application_data && content.Length <= maxContent, "Our record is larger than the peer takes.");
                back.AddRange(content);
                records = records[header.RecordLength..];
            }
        }

        BugException.Unless(back.SequenceEqual(data), "What was sealed is not what opens.");
        coverage.Reach("sealed");
    }

    private static byte[] Filled(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)(i * 7);
        return bytes;
    }

    private sealed record Opened(List<byte> Data, string? Refusal, bool IsClosed);

    /// <summary>What an opener by the book gives, as long as that can be said.</summary>
    private sealed class Expected
    {
        public List<byte> Data { get; } = [];

        /// <summary>False once something came of which only the opener says what it is.</summary>
        public bool IsCertain { get; private set; } = true;

        public bool IsRefused { get; private set; }

        public bool IsClosed { get; private set; }

        public void Doubt(bool isRefused)
        {
            IsCertain = false;
            IsRefused = isRefused;
        }

        /// <returns>True where the keys change behind it.</returns>
        public bool Take(ContentType type, byte[] content)
        {
            if (IsClosed) return false;
            if (type == ContentType.handshake && content is [(byte)HandshakeType.key_update, 0, 0, 1, 0 or 1]) return true;
            if (type == ContentType.application_data) Data.AddRange(content);
            else if (type == ContentType.alert && content is [_, (byte)AlertDescription.close_notify]) IsClosed = true;
            else Doubt(isRefused: type is not (ContentType.alert or ContentType.handshake));
            return false;
        }
    }
}
