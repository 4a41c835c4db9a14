using System.Net.Sockets;
using System.Text;
using Adit.Tls;
using Adit.Tls.Records;

namespace Adit.Bogo;

/// <summary>One connection: dial, handshake, check what was expected, give every byte back inverted, close.</summary>
internal sealed class Exchange(ConnectionFlags flags, ShimSessions sessions, bool mayResume)
{
    private const int DefaultReadSize = 512;

    /// <summary>What -send-alert sends: an alert of older versions, which no end of ours would.</summary>
    private const AlertDescription DecompressionFailure = (AlertDescription)30;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public async Task RunAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var credentials = new Credentials(flags);
        var handshake = new RunnerHandshake(flags, credentials, sessions);
        using var socket = await RunnerSocket.OpenAsync(flags, limit.Token);
        await using var stream = await handshake.RunAsync(socket, limit.Token);
        try
        {
            await UseAsync(stream, socket, credentials, handshake, limit.Token);
        }
        catch (TlsException error) when (error.AlertSent is not null)
        {
            await DrainAsync(socket, limit.Token);
            throw;
        }
    }

    private async Task UseAsync(TlsStream stream, Socket socket, Credentials credentials, RunnerHandshake handshake, CancellationToken cancellationToken)
    {
        Expectations.Check(flags, stream.Evidence, credentials.Selected(stream.Evidence, handshake.SignedWith), mayResume);
        Expectations.CheckCertificates(flags, handshake.Shown, handshake.Wishes);
        var held = sessions.Cache.Count;

        if (flags.Number("-export-keying-material") is { } length)
            await stream.WriteAsync(stream.ExportKeyingMaterial(flags.Text("-export-label")!, Encoding.UTF8.GetBytes(flags.Text("-export-context") ?? ""), length), cancellationToken);

        if (flags.Has("-send-alert"))
        {
            await SendAlertAsync(stream, socket, cancellationToken);
            return;
        }

        if (flags.Has("-shim-writes-first")) await stream.WriteAsync("hello"u8.ToArray(), cancellationToken);
        if (flags.Has("-shim-shuts-down")) await CloseFirstAsync(stream, cancellationToken);
        else await EchoAsync(stream, cancellationToken);
        if (!flags.IsServer && credentials.PreSharedKeys.Count == 0) Expectations.CheckSession(flags, isKept: sessions.Cache.Count > held);
        sessions.Wait(TimeSpan.FromSeconds(flags.Number("-resumption-delay") ?? 0));
    }

    private static async Task SendAlertAsync(TlsStream stream, Socket socket, CancellationToken cancellationToken)
    {
        var alert = new byte[RecordFormat.Overhead + AlertRecord.Length];
        var length = stream.Connection.Sealer.SealAlert(DecompressionFailure, alert);
        await socket.SendAsync(alert.AsMemory(0, length), cancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        await DrainAsync(socket, cancellationToken);
    }

    /// <summary>What the runner still sends must not turn our alert into a reset.</summary>
    private static async Task DrainAsync(Socket socket, CancellationToken cancellationToken)
    {
        var ignored = new byte[DefaultReadSize];
        try
        {
            while (await socket.ReceiveAsync(ignored, cancellationToken) > 0)
            {
                // Nothing of it matters.
            }
        }
        catch (SocketException)
        {
            // The runner has reset the connection: it has what it wanted.
        }
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
