using Adit.Cli.Configuration;
using Adit.Tls;

namespace Adit.Cli.Commands;

/// <summary>
/// Relays standard input and output over a TLS connection. The end of input becomes close_notify, and reading goes on;
/// the peer's close_notify ends the relay, whether input has ended or not: a shell cannot be told to close it.
/// At the greatest age of a session the input counts as ended, and the peer has thirty seconds to end as well.
/// References: RFC 9846 6.1.
/// </summary>
internal sealed class StandardStreams(TlsStream tls, Shell shell, string server, TimeSpan? maxAge) : IDisposable
{
    private const int BufferSize = 64 * 1024;

    // What a peer says while it closes stands in the read direction; a failed write waits so long for it.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim writer = new(1, 1);
    private readonly CancellationTokenSource old = After(maxAge, shell);
    private readonly CancellationTokenSource late = After(maxAge + DrainLimit, shell);
    private bool isCutShort;

    /// <summary>Relays until the peer has sent all.</summary>
    /// <exception cref="TlsException">The peer refused us or broke off.</exception>
    /// <exception cref="CommandException">Standard output takes no more, or the session is too old.</exception>
    public async Task RelayAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var upload = UploadAsync(stop.Token);
        var download = DownloadAsync(stop.Token);
        try
        {
            if (await Task.WhenAny(upload, download).WaitAsync(late.Token).ConfigureAwait(false) == upload && !upload.IsCompletedSuccessfully)
            {
                await FailedUploadAsync(upload, download).ConfigureAwait(false);
                return;
            }

            await download.WaitAsync(late.Token).ConfigureAwait(false);
            if (!upload.IsCompleted) await CloseAsync(cancellationToken).ConfigureAwait(false);
            if (isCutShort) throw TooOld("and standard input had not ended; connect again to send the rest.");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            tls.Abort();
            throw TooOld($"and the server had not ended {Duration.Format(DrainLimit)} later; connect again.");
        }
        catch
        {
            tls.Abort();
            throw;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        writer.Dispose();
        old.Dispose();
        late.Dispose();
    }

    private static CancellationTokenSource After(TimeSpan? time, Shell shell) => time is { } limit ? new CancellationTokenSource(limit, shell.Clock) : new CancellationTokenSource();

    private CommandException TooOld(string end) => new(ExitCodes.Failed, $"{server}: the session reached its --max-session-age of {Duration.Format(maxAge!.Value)}, {end}");

    private async Task UploadAsync(CancellationToken cancellationToken)
    {
        var input = shell.OpenInput();
        await using (input.ConfigureAwait(false))
        {
            var buffer = new byte[BufferSize];
            while (true)
            {
                var count = await ReadAsync(input, buffer, cancellationToken).ConfigureAwait(false);
                await writer.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    if (count == 0)
                    {
                        await tls.CloseWriteAsync(cancellationToken).ConfigureAwait(false);
                        return;
                    }

                    await tls.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    writer.Release();
                }
            }
        }
    }

    private async Task<int> ReadAsync(Stream input, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await input.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(old.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (old.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            isCutShort = true;
            return 0;
        }
    }

    private async Task DownloadAsync(CancellationToken cancellationToken)
    {
        var output = shell.OpenOutput();
        await using (output.ConfigureAwait(false))
        {
            var buffer = new byte[BufferSize];
            while (await tls.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                try
                {
                    await output.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                    await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (IOException e)
                {
                    throw new CommandException(ExitCodes.Failed, $"standard output takes no more ({e.Message.TrimEnd('.')}), and the server has not sent all; keep it open to have the rest.", e);
                }
            }
        }
    }

    // The reason of a refusal is in what the peer sent last, not in the write that failed because of it.
    private static async Task FailedUploadAsync(Task upload, Task download)
    {
        try
        {
            await download.WaitAsync(LastWords).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The peer said nothing more: the failed write is all there is to tell.
        }

        await upload.ConfigureAwait(false);
    }

    // A write under way is waiting for a peer that has said its last word: it would wait for ever.
    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (await writer.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false)) await tls.CloseWriteAsync(cancellationToken).ConfigureAwait(false);
        else tls.Abort();
    }
}
