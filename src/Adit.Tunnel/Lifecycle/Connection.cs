using System.Net.Sockets;
using Adit.Telemetry;
using Adit.Tls;
using Adit.Tunnel.Dialing;
using Adit.Tunnel.Limits;
using Adit.Tunnel.Relay;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Lifecycle;

/// <summary>
/// One accepted connection from its handshake to the record of its end. Used once.
/// In mode Server: TLS handshake (which decides about the peer), dial the plaintext target, relay.
/// In mode Client: dial the target, TLS handshake, relay; when that fails the plaintext peer sees a reset.
/// </summary>
/// <param name="accepted">The socket, which it owns.</param>
/// <param name="listener">Where it was accepted.</param>
/// <param name="current">The tunnel's options, asked when the handshake begins, so that who waited meets the rules of now.</param>
/// <param name="dialer">Reaches the target.</param>
/// <param name="firstHello">Begins the handshake with the target, in mode Client.</param>
/// <param name="plane">Moves the bytes.</param>
/// <param name="handshakes">The limit of handshakes at once; over it the connection waits unread.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class Connection(Socket accepted, string listener, Func<TunnelOptions> current, Dialer dialer, FirstHello firstHello, DataPlane plane, Gate handshakes, TimeProvider timeProvider)
{
    private const string CutByStop = "Cut, since this end is stopping.";

    private readonly long started = timeProvider.GetTimestamp();
    private TunnelOptions options = current();
    private ConnectionRecord record = new()
    {
        Tunnel = current().Name,
        Outcome = ConnectionOutcome.Failed,
        Reason = "",
        From = listener,
    };

    /// <summary>Lives the connection's life, closes every socket of it, and tells how it went. Does not throw.</summary>
    /// <param name="cut">Ends the connection at once.</param>
    public async Task<ConnectionRecord> RunAsync(CancellationToken cut)
    {
        try
        {
            if (accepted.AddressFamily != AddressFamily.Unix) record = record with { From = AddressText.Of(accepted.RemoteEndPoint) };
            TcpSettings.ForTunnel(accepted);
            var (secure, plain) = await (options.Mode == TunnelMode.Server ? AcceptBothAsync(cut) : ConnectBothAsync(cut)).ConfigureAwait(false);
            await RelayAsync(secure, plain, cut).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested)
        {
            End(ConnectionOutcome.Cut, CutByStop);
        }
        catch (TlsException e)
        {
            End(OutcomeOf(e), e.Message, e);
        }
        catch (Exception e)
        {
            End(ConnectionOutcome.Failed, e.Message);
        }
        finally
        {
            accepted.Dispose();
        }

        return record with { Duration = timeProvider.GetElapsedTime(started) };
    }

    private async Task<(SecureTransport Secure, PlainTransport Plain)> AcceptBothAsync(CancellationToken cut)
    {
        var secure = await AcceptSecureAsync(cut).ConfigureAwait(false);
        try
        {
            record = record with { To = options.Target.ToString() };
            return (secure, new PlainTransport(await dialer.DialAsync(options.Target, mustBeLocal: !options.UnsafeTarget, options.ConnectTimeout, cut).ConfigureAwait(false)));
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<(SecureTransport Secure, PlainTransport Plain)> ConnectBothAsync(CancellationToken cut)
    {
        var plain = new PlainTransport(accepted);
        try
        {
            return (await ConnectSecureAsync(cut).ConfigureAwait(false), plain);
        }
        catch
        {
            await plain.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<SecureTransport> AcceptSecureAsync(CancellationToken cut)
    {
        await handshakes.EnterAsync(cut).ConfigureAwait(false);
        try
        {
            options = current();
            return await HandshakeAsync(limit => plane.AcceptAsync(options.Server!, accepted, record.From, limit), cut).ConfigureAwait(false);
        }
        finally
        {
            handshakes.Exit();
        }
    }

    private async Task<SecureTransport> ConnectSecureAsync(CancellationToken cut)
    {
        await handshakes.EnterAsync(cut).ConfigureAwait(false);
        Socket? socket = null;
        try
        {
            options = current();
            record = record with { To = options.Target.ToString() };
            socket = await dialer.DialAsync(options.Target, mustBeLocal: false, options.ConnectTimeout, cut).ConfigureAwait(false);
            TcpSettings.DeliverOnClose(socket);
            var address = AddressText.Of(socket.RemoteEndPoint);
            return await HandshakeAsync(limit => firstHello.ConnectAsync(options, socket, address, limit, cut), cut).ConfigureAwait(false);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
        finally
        {
            handshakes.Exit();
        }
    }

    private async Task<SecureTransport> HandshakeAsync(Func<CancellationToken, ValueTask<TlsStream>> handshake, CancellationToken cut)
    {
        using var limit = new CancellationTokenSource(options.HandshakeTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cut);
        try
        {
            var stream = await handshake(either.Token).ConfigureAwait(false);
            record = record with { Evidence = stream.Evidence, Decision = stream.Decision };
            return new SecureTransport(stream);
        }
        catch (OperationCanceledException e) when (!cut.IsCancellationRequested)
        {
            throw new TimeoutException($"The TLS handshake was not done within {options.HandshakeTimeout.TotalSeconds:0.###} s: {AdviceOf(e as HandshakeCanceledException)}, or allow more by handshake_timeout.", e);
        }
    }

    private string AdviceOf(HandshakeCanceledException? timeout) => (options.Mode, timeout) switch
    {
        (TunnelMode.Server, { BeforeFirstByte: true }) => "the peer sent nothing, so check that it speaks TLS first",
        (TunnelMode.Client, { BeforeFirstByte: true }) => "the server sent nothing, so check that it speaks TLS, and that large packets reach it",
        _ => "look at the log of the other end",
    };

    private async Task RelayAsync(SecureTransport secure, PlainTransport plain, CancellationToken cut)
    {
        await using var ownedPlain = plain.ConfigureAwait(false);
        await using var ownedSecure = secure.ConfigureAwait(false);
        using var age = options.MaxSessionAge is { } limit ? new SessionAge(limit, options.DrainTimeout, plain, timeProvider, cut) : null;
        var relay = plane.Join(secure, plain, timeProvider);
        var end = await relay.RunAsync(age?.Cut ?? cut).ConfigureAwait(false);
        record = record with { BytesReceived = relay.BytesFromSecure, BytesSent = relay.BytesToSecure, KeyUpdates = secure.KeyUpdates };

        // A TLS 1.3 server judges our certificate after our handshake is done: its refusal is the first thing we read (RFC 9846 4.5.2).
        var isRefusal = options.Mode == TunnelMode.Client && record.BytesReceived == 0 && end.Error is TlsException { AlertReceived: not null };
        End(end.IsClean ? ConnectionOutcome.Closed : isRefusal ? ConnectionOutcome.Refused : ConnectionOutcome.Cut, age is { IsReached: true } && !cut.IsCancellationRequested ? ReasonOfAge(end) : ReasonOf(end), end.Error as TlsException);
    }

    private void End(ConnectionOutcome outcome, string reason, TlsException? failure = null) =>
        record = record with { Outcome = outcome, Reason = reason, Failure = failure };

    private ConnectionOutcome OutcomeOf(TlsException e) =>
        e.BeforeFirstByte && options.Mode == TunnelMode.Server ? ConnectionOutcome.Unused
        : e.AlertSent is not null || e.AlertReceived is not null ? ConnectionOutcome.Refused
        : ConnectionOutcome.Failed;

    private string ReasonOfAge(RelayEnd end)
    {
        var age = $"The session reached its max_session_age of {options.MaxSessionAge!.Value.TotalSeconds:0.###} s";
        return end.Error switch
        {
            null => $"{age}.",
            OperationCanceledException => $"{age} and was not done {options.DrainTimeout.TotalSeconds:0.###} s later.",
            _ => $"{age}. {ReasonOf(end)}",
        };
    }

    private static string ReasonOf(RelayEnd end)
    {
        var side = end.Side == TransportSide.Secure ? "TLS peer" : "plaintext peer";
        return end.Error switch
        {
            null => $"The {side} ended first.",
            OperationCanceledException => CutByStop,
            TlsException e => e.Message,
            IOException e => $"This end could not go on: {e.Message}",
            SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown } => $"The {side} reset the connection.",
            var e => $"The connection to the {side} failed: {e.Message}",
        };
    }
}
