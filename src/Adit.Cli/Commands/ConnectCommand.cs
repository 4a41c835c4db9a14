using System.CommandLine;
using System.Net.Sockets;
using Adit.Cli.Configuration;
using Adit.Tls;
using Adit.Tunnel;
using Adit.Tunnel.Transport;

namespace Adit.Cli.Commands;

/// <summary><c>adit connect</c>: the client end on standard input and output.</summary>
internal sealed class ConnectCommand
{
    private readonly Argument<string> target = new("target") { HelpName = "HOST:PORT", Description = "The TLS server: HOST:PORT, [v6]:PORT or unix:PATH." };
    private readonly ClientFlags tls = new();
    private readonly TimeLimitFlags limits = new();
    private readonly Shell shell;

    private ConnectCommand(Shell shell) => this.shell = shell;

    public static Command Create(Shell shell)
    {
        var connect = new ConnectCommand(shell);
        var command = new Command("connect", "Carry standard input and output to a TLS server; ends when the server has sent all.") { connect.target };
        connect.tls.AddTo(command);
        connect.limits.AddTo(command);
        command.SetAction(connect.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        var loader = new TunnelLoader(faults, shell.Clock);
        var written = new Setting<string>(result.GetRequiredValue(target), new Origin("connect"));
        var address = loader.Target(written);
        var settings = limits.Read(result, new TunnelSettings { Name = "connect", Mode = TunnelMode.Client, Tls = tls.Read(result, faults), Target = written });
        var connectLimit = loader.TimeLimit(settings.ConnectTimeout, TimeSpan.FromSeconds(10));
        var handshakeLimit = loader.TimeLimit(settings.HandshakeTimeout, TimeSpan.FromSeconds(10));
        var maxAge = loader.MaxSessionAge(settings);
        var hello = loader.ClientHello(settings.Tls);
        using var keyLogs = new KeyLogs();
        var end = new TlsEndLoader(faults, shell.Clock, keyLogs: keyLogs).LoadClient(settings.Tls, address);
        faults.ThrowIfAny();
        if (end!.UnsafeKeyLog is { } keyLog) await shell.Error.WriteLineAsync($"adit: {Finding.OfKeyLog(keyLog)}").ConfigureAwait(false);

        try
        {
            var stream = await OpenAsync().ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var streams = new StandardStreams(stream, shell, written.Value, maxAge);
                await streams.RelayAsync(cancellationToken).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        }
        catch (TlsException e)
        {
            throw new CommandException(ExitCodes.Failed, $"{written.Value}: {e.Message.TrimEnd('.')}; {TlsAdvice.For(e)}", e);
        }

        // A hello that was answered by a close may have been too large for what lies on the way: the next one is short.
        async Task<TlsStream> OpenAsync()
        {
            try
            {
                return await AttemptAsync(hello == ClientHelloMode.Retry ? WithoutShare(end.Client!) : end.Client!).ConfigureAwait(false);
            }
            catch (TlsException e) when (e.BeforeFirstByte && hello == ClientHelloMode.Auto)
            {
                return await AttemptAsync(WithoutShare(end.Client!)).ConfigureAwait(false);
            }
        }

        async Task<TlsStream> AttemptAsync(TlsClient client)
        {
            var socket = await DialAsync(address!, written.Value, connectLimit, cancellationToken).ConfigureAwait(false);
            return await HandshakeAsync(client, socket, written.Value, handshakeLimit, cancellationToken).ConfigureAwait(false);
        }
    }

    private static TlsClient WithoutShare(TlsClient client) => new(client.Options with { SendsKeyShare = false });

    private async Task<Socket> DialAsync(EndpointAddress address, string text, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, shell.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var socket = address is UnixAddress
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (address is TcpAddress tcp) await socket.ConnectAsync(tcp.Host, tcp.Port, either.Token).ConfigureAwait(false);
            else await socket.ConnectAsync(new UnixDomainSocketEndPoint(((UnixAddress)address).Path), either.Token).ConfigureAwait(false);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            var why = address is UnixAddress unix && !File.Exists(unix.Path) ? "there is no such socket" : e.Message.TrimEnd('.');
            throw new CommandException(ExitCodes.Failed, $"{text}: cannot connect ({why}); check the address, and that the server listens there.", e);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            socket.Dispose();
            throw new CommandException(ExitCodes.Failed, $"{text}: no connection within {Duration.Format(limit)}; check the address and the firewalls on the way, or give more --connect-timeout.", e);
        }
    }

    private async Task<TlsStream> HandshakeAsync(TlsClient client, Socket socket, string text, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, shell.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await client.ConnectAsync(socket, text, either.Token).ConfigureAwait(false);
        }
        catch (HandshakeCanceledException e) when (timeout.IsCancellationRequested)
        {
            var advice = e.BeforeFirstByte && client.Options.SendsKeyShare ? "try --client-hello retry" : "give more --handshake-timeout";
            throw new CommandException(ExitCodes.Failed, $"{text}: the handshake took longer than {Duration.Format(limit)}; check that a TLS server listens there, or {advice}.", e);
        }
    }
}
