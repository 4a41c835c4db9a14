using System.Net.Sockets;
using Adit.Tls;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake;
using Adit.Tls.Handshake.Questions;
using Adit.Tunnel.Relay;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Simulation.Tests;

/// <summary>One end of the tunnel in one conversation: does over a simulated network what <c>Connection</c> does over sockets.</summary>
internal sealed class TunnelEnd(World world, Machine machine, SecretWatch secrets, Dice dice, string name)
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a refused peer may take to read why.</summary>
    private static readonly TimeSpan TimeToBeTold = TimeSpan.FromSeconds(2);

    /// <summary>How long a relay may take to notice that it was cut: a write rests as long as the slowest pipe, and a loop sleeps.</summary>
    private static readonly TimeSpan TimeToNotice = TimeSpan.FromMilliseconds(30);

    public SecureSide? Secure { get; private set; }

    /// <summary>Why it ended; null after an end in order of both ways.</summary>
    public Exception? Error { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>Its relay moves the records itself, and renews keys by their limits and where it is asked to, and at nobody's wish.</summary>
    public bool RelaysByLoops => machine.Loops is not null;

    /// <summary>The handshake, which ends in <see cref="Secure"/> or throws.</summary>
    public async Task HandshakeAsync(TlsHandshake handshake, Func<Question, CancellationToken, ValueTask> answer, LinkEnd network)
    {
        using var limit = new CancellationTokenSource(HandshakeTimeout, machine.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, machine.Cut.Token);
        var began = world.Awake;
        TlsStream stream;
        try
        {
            stream = await HandshakeDriver.RunAsync(secrets.Add(handshake), new SimulatedTransport(network), answer, machine.Clock, either.Token).ConfigureAwait(false);
        }
        finally
        {
            world.Invariants.Require(world.Awake - began <= HandshakeTimeout + TimeToBeTold, $"The handshake of {name} goes on after its time is over.");
        }

        secrets.Add(stream.Connection);
        Secure = new SecureSide(world, stream, name);
        world.Trace.Note(name, stream.Evidence.Negotiated switch
        {
            _ when stream.Evidence.Proof is PskProof => "has shaken hands by a pre-shared key",
            { Resumed: true } => "has resumed",
            { OwnCertificateType: CertificateType.RawPublicKey } or { PeerCertificateType: CertificateType.RawPublicKey } => "has shaken hands by raw keys",
            { HelloRetryRequest: true } => "has shaken hands at the second attempt",
            _ => "has shaken hands",
        });
    }

    public async Task RelayAsync(SimulatedPlain plain)
    {
        TimeSpan? cut = null;
        using var registration = machine.Cut.Token.UnsafeRegister(_ => cut ??= world.Awake, null);
        var end = await (machine.Loops is { } loops ? RelayByLoopsAsync(plain, loops) : RelayAsync(Secure!, plain)).ConfigureAwait(false);
        world.Invariants.Require(cut is null || world.Awake - cut <= TimeToNotice, $"{name} goes on after it was cut.");
        if (end.Error is { } error) throw error;
    }

    /// <summary>Lives a life, closes what it leaves, and keeps why it ended.</summary>
    public async Task LiveAsync(Func<Task> life)
    {
        try
        {
            await life().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Error = error;
        }

        if (Secure is not null) await Secure.DisposeAsync().ConfigureAwait(false);
        IsDone = true;
        world.Trace.Note(name, HowItEnded);
    }

    private async Task<RelayEnd> RelayAsync(SecureSide secure, SimulatedPlain plain)
    {
        var watch = new CutWatch(world, secure.Network, plain.End, () => secure.HasSaidEnd, name);
        var end = await new TunnelRelay(secure, plain, machine.Clock).RunAsync(machine.Cut.Token).ConfigureAwait(false);
        watch.End(end);
        return end;
    }

    private async Task<RelayEnd> RelayByLoopsAsync(SimulatedPlain plain, EpollLoops loops)
    {
        var tls = Secure!.Stream.Detach(out _);
        var secureSocket = NewSocket(Secure.Network, "secure");
        var plainSocket = NewSocket(plain.End, "plain");
        var relay = new BatchRelay(secureSocket, plainSocket, tls);
        if (dice.OneIn(2)) secureSocket.Watch(loops.ForHandshake()); // as a loop does that watched the handshake
        world.Trace.Note(name, "relays by loops");
        Secure.Watch(secureSocket, plainSocket, relay);
        var watch = new CutWatch(world, Secure.Network, plain.End, () => plain.End.IsReadToEnd && secureSocket.HasSentAll, name);
        var run = new LoopedRelay(secureSocket, plainSocket, relay, loops).RunAsync(machine.Cut.Token);
        while (relay.End is null) await machine.Turned.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        watch.End(relay.End);
        while (!run.IsCompleted) await machine.Turned.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        return await run.ConfigureAwait(false);
    }

    private SimulatedSocket NewSocket(LinkEnd end, string side) => new(world, end, dice, $"{name} {side}", isShortReadFinal: !dice.OneIn(4));

    private string HowItEnded => Error switch
    {
        null => "ends in order",
        TlsException { AlertSent: { } sent } => $"ends with {sent}",
        TlsException { AlertReceived: { } received } => $"is told {received}",
        TlsException { IsTruncation: true } => "is cut short",
        OperationCanceledException => "is cancelled",
        _ => "fails",
    };
}
