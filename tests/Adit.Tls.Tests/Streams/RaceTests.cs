namespace Adit.Tls.Tests.Streams;

/// <summary>A connection that ends while it is read and written: every operation ends, by the failures that are promised, and the secrets go with the last of them.</summary>
public sealed class RaceTests
{
    private const int Rounds = 30;

    public static TheoryData<bool, string> Ends => new()
    {
        { true, "abort" },
        { true, "dispose" },
        { true, "fault" },
        { false, "abort" },
        { false, "dispose" },
        { false, "fault" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task The_end_may_come_at_any_moment(bool overSockets, string how)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var pair = await ConnectedPair.OpenAsync(overSockets);
            if (how == "fault") pair.Server.Connection.Sealer.Seal([1], new byte[100], TimeSpan.Zero, out _); // A record is lost: the next does not open.
            Task[] operations = [ReadAllAsync(pair.Client), WriteOnAsync(pair.Client), ReadAllAsync(pair.Server), WriteOnAsync(pair.Server)];
            for (var i = 0; i < round; i++) await Task.Yield();
            switch (how)
            {
                case "abort":
                    pair.Server.Abort();
                    break;
                case "dispose":
                    await pair.Server.DisposeAsync().AsTask().WaitAsync(ConnectedPair.Limit);
                    break;
                default:
                    await Task.WhenAny(operations).WaitAsync(ConnectedPair.Limit);
                    break;
            }

            await pair.DisposeAsync().AsTask().WaitAsync(ConnectedPair.Limit);
            await Task.WhenAll(operations).WaitAsync(ConnectedPair.Limit);
            Assert.Empty(pair.Client.Connection.LiveSecrets);
            Assert.Empty(pair.Server.Connection.LiveSecrets);
        }
    }

    private static async Task ReadAllAsync(TlsStream stream)
    {
        var buffer = new byte[20_000];
        try
        {
            while (await stream.ReadAsync(buffer) > 0)
            {
                // What it is does not matter here.
            }
        }
        catch (Exception error) when (error is TlsException or ObjectDisposedException)
        {
            // Promised.
        }
    }

    private static async Task WriteOnAsync(TlsStream stream)
    {
        var data = new byte[50_000];
        try
        {
            while (true)
            {
                await stream.WriteAsync(data);
                await Task.Yield();
            }
        }
        catch (Exception error) when (error is TlsException or ObjectDisposedException or InvalidOperationException)
        {
            // Promised; the last of them once this side said close_notify.
        }
    }
}
