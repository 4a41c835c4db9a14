using Adit.Tls.Records;
using Adit.Tls.Tests.Handshake;
using CsCheck;

namespace Adit.Tls.Tests.Records;

/// <summary>Both halves of both ends, in any order of writing, carrying, renewing and closing: what is read is what was written, and the end comes where it was said. References: RFC 9846 5, 6.1.</summary>
public sealed class RecordPropertyTests
{
    private static readonly Gen<int> Size = Gen.OneOf(Gen.Int[1, 30], Gen.Int[1, 2000], Gen.Int[1, 40_000]);

    private static readonly Gen<(bool ByClient, Act What, int Size)[]> Steps =
        Gen.Select(Gen.Bool, Gen.Frequency((5, Gen.Const(Act.Write)), (5, Gen.Const(Act.Carry)), (1, Gen.Const(Act.Renew)), (1, Gen.Const(Act.Ask)), (1, Gen.Const(Act.Close))), Size).Array[1, 30];

    private enum Act
    {
        Write,

        /// <summary>Bytes of the one arrive at the other, and what is whole is read.</summary>
        Carry,
        Renew,
        Ask,
        Close,
    }

    [Fact]
    public void Any_interleaving_of_writes_reads_renewals_and_closes_gives_what_was_written() => Property.Holds(Steps, steps =>
    {
        using var pair = new HandshakePair().Run();
        using var client = pair.Establish(TlsRole.Client);
        using var server = pair.Establish(TlsRole.Server);
        var up = new Direction(client, server);
        var down = new Direction(server, client);
        foreach (var (byClient, what, size) in steps) (byClient ? up : down).Do(what, size);
        up.AssertAllArrives();
        down.AssertAllArrives();
    });

    private sealed class Direction(EstablishedEnd from, EstablishedEnd to)
    {
        private readonly List<byte> written = [];
        private readonly List<byte> read = [];
        private readonly PlaintextRange[] ranges = new PlaintextRange[2];
        private byte[] wire = [];
        private byte[] waiting = [];
        private bool isClosed;

        public void Do(Act what, int size)
        {
            if (what == Act.Carry) Carry(size);
            else if (!isClosed) Say(what, size);
            Assert.True(written.Take(read.Count).SequenceEqual(read));
        }

        public void AssertAllArrives()
        {
            Carry(wire.Length);
            Assert.Equal(written, read);
            Assert.Equal(isClosed, to.Connection.Opener.IsClosed);
        }

        private void Say(Act what, int size)
        {
            var output = new byte[size + 4096];
            var length = 0;
            switch (what)
            {
                case Act.Write:
                    byte[] data = [.. Enumerable.Range(written.Count, size).Select(i => (byte)(i % 251))];
                    written.AddRange(data);
                    length = from.Connection.Sealer.Seal(data, output, TimeSpan.Zero, out var consumed);
                    Assert.Equal(size, consumed);
                    break;
                case Act.Close:
                    isClosed = true;
                    length = from.Connection.Sealer.SealAlert(AlertDescription.close_notify, output);
                    break;
                default:
                    length = from.Connection.Sealer.RenewKeys(output, TimeSpan.Zero, what == Act.Ask);
                    break;
            }

            wire = [.. wire, .. output[..length]];
        }

        private void Carry(int count)
        {
            count = Math.Min(count, wire.Length);
            waiting = [.. waiting, .. wire[..count]];
            wire = wire[count..];
            while (true)
            {
                var done = to.Connection.Opener.Open(waiting, TimeSpan.Zero, ranges, out var found);
                foreach (var range in ranges[..found]) read.AddRange(waiting.AsSpan(range.Start, range.Length));
                waiting = waiting[done..];
                if (done == 0) return;
            }
        }
    }
}
