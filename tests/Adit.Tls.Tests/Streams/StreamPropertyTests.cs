using CsCheck;

namespace Adit.Tls.Tests.Streams;

/// <summary>Two streams in any order of writing, reading, renewing and closing, and with any end: each read gives what the peer wrote next, or the end that it said. References: RFC 9846 6.1.</summary>
public sealed class StreamPropertyTests
{
    private static readonly Gen<(bool ByClient, Act What, int Size)[]> Steps =
        Gen.Select(Gen.Bool, Gen.Frequency((5, Gen.Const(Act.Write)), (5, Gen.Const(Act.Read)), (1, Gen.Const(Act.Renew)), (1, Gen.Const(Act.CloseWrite))), Gen.OneOf(Gen.Int[1, 30], Gen.Int[1, 20_000])).Array[0, 30];

    private enum Act
    {
        Write,
        Read,
        Renew,
        CloseWrite,
    }

    [Fact]
    public void Any_interleaving_and_any_order_of_close_gives_what_was_written_and_the_ends_that_were_said() => Property.Holds(
        Gen.Select(Steps, Gen.Bool, Gen.Bool), (steps, clientEnds, byAbort) => RunAsync(steps, clientEnds, byAbort).WaitAsync(ConnectedPair.Limit).GetAwaiter().GetResult(), cases: 100);

    private static async Task RunAsync((bool ByClient, Act What, int Size)[] steps, bool clientEnds, bool byAbort)
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        var (client, server) = (new Side(pair.Client), new Side(pair.Server));
        (client.Other, server.Other) = (server, client);
        foreach (var (byClient, what, size) in steps) await (byClient ? client : server).DoAsync(what, size);

        var (first, last) = clientEnds ? (client, server) : (server, client);
        await first.EndAsync(byAbort);
        await last.ReadToTheEndAsync(endIsSaid: !byAbort || first.SaidEnd);
        await pair.DisposeAsync();
        Assert.Empty(pair.Client.Connection.LiveSecrets);
        Assert.Empty(pair.Server.Connection.LiveSecrets);
    }

    private sealed class Side(TlsStream stream)
    {
        private long written;
        private long read;

        public Side Other { get; set; } = null!;

        public bool SaidEnd { get; private set; }

        public async Task DoAsync(Act what, int size)
        {
            switch (what)
            {
                case Act.Read when read < Other.written || Other.SaidEnd:
                    await ReadAsync(size);
                    break;
                case Act.Read:
                    break; // It would wait.
                case Act.CloseWrite:
                    await stream.CloseWriteAsync();
                    SaidEnd = true;
                    break;
                case var _ when SaidEnd:
                    await Assert.ThrowsAsync<InvalidOperationException>(() => what == Act.Write ? stream.WriteAsync(new byte[size]).AsTask() : stream.RenewKeysAsync().AsTask());
                    break;
                case Act.Write:
                    await stream.WriteAsync(Data(written, size));
                    written += size;
                    break;
                default:
                    await stream.RenewKeysAsync(requestPeer: size % 2 == 0);
                    break;
            }
        }

        public async Task EndAsync(bool byAbort)
        {
            if (byAbort) stream.Abort();
            else await stream.DisposeAsync();
        }

        public async Task ReadToTheEndAsync(bool endIsSaid)
        {
            while (read < Other.written) await ReadAsync(5000);
            if (endIsSaid) Assert.Equal(0, await stream.ReadAsync(new byte[1]));
            else Assert.True((await stream.FailToReadAsync()).IsTruncation);
        }

        private async Task ReadAsync(int size)
        {
            var buffer = new byte[size];
            var count = await stream.ReadAsync(buffer);
            Assert.Equal(read < Other.written, count > 0);
            Assert.Equal(Data(read, count), buffer[..count]);
            read += count;
        }

        private static byte[] Data(long position, int count) => [.. Enumerable.Range(0, count).Select(i => (byte)((position + i) % 251))];
    }
}
