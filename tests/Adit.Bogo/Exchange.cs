using System.Net.Sockets;
using System.Text;
using Adit.Tls;
using Adit.Tls.Records;

namespace Adit.Bogo;

/// <summary>One connection: dial, handshake, check what was expected, give every byte back inverted, close.</summary>
internal sealed class Exchange(ConnectionFlags flags)
{
    private const int DefaultReadSize = 512;

    /// <summary>What -send-alert sends: an alert of older versions, which no end of ours would.</summary>
    private const AlertDescription DecompressionFailure = (AlertDescription)30;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public async Task RunAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var credentials = new Credentials(flags);
        var handshake = new RunnerHandshake(flags, credentials);
        using var socket = await RunnerSocket.OpenAsync(flags, limit.Token);
        await using var stream = await handshake.RunAsync(socket, limit.Token);
        Expectations.Check(flags, stream.Evidence, credentials.Selected(stream.Evidence, handshake.SignedWith));
        Expectations.CheckCertificates(flags, handshake.Shown, handshake.Wishes);

        if (flags.Number("-export-keying-material") is { } length)
            await stream.WriteAsync(stream.ExportKeyingMaterial(flags.Text("-export-label")!, Encoding.UTF8.GetBytes(flags.Text("-export-context") ?? ""), length), limit.Token);

        if (flags.Has("-send-alert"))
        {
            await SendAlertAsync(stream, socket, limit.Token);
            return;
        }

        if (flags.Has("-shim-writes-first")) await stream.WriteAsync("hello"u8.ToArray(), limit.Token);
        if (flags.Has("-shim-shuts-down")) await CloseFirstAsync(stream, limit.Token);
        else await EchoAsync(stream, limit.Token);
    }

    private static async Task SendAlertAsync(TlsStream stream, Socket socket, CancellationToken cancellationToken)
    {
        var alert = new byte[RecordFormat.Overhead + AlertRecord.Length];
        var length = stream.Connection.Sealer.SealAlert(DecompressionFailure, alert);
        await socket.SendAsync(alert.AsMemory(0, length), cancellationToken);
    }

    private async Task CloseFirstAsync(TlsStream stream, CancellationToken cancellationToken)
    {
        await stream.CloseWriteAsync(cancellationToken);
        if (!flags.Has("-check-close-notify")) return;
        if (await stream.ReadAsync(new byte[1], cancellationToken) != 0) throw new ExpectationException("found application data where the peer should close");
    }

    private async Task EchoAsync(TlsStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[flags.Number("-read-size") ?? DefaultReadSize];
        while (true)
        {
            if (flags.Has("-key-update-before-read")) await stream.RenewKeysAsync(cancellationToken: cancellationToken);
            int count;
            try
            {
                count = await stream.ReadAsync(buffer, cancellationToken);
            }
            catch (TlsException error) when (error.IsTruncation && !flags.Has("-check-close-notify"))
            {
                return;
            }

            if (count == 0) break;
            if (flags.Has("-key-update")) await stream.RenewKeysAsync(cancellationToken: cancellationToken);
            for (var i = 0; i < count; i++) buffer[i] ^= 0xff;
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        await stream.CloseWriteAsync(cancellationToken);
    }
}
