using System.Net.Sockets;
using Adit.Tls;
using Adit.Tls.Handshake;
using Adit.Tls.Handshake.Questions;
using Adit.Tunnel.Relay;
using Adit.Tunnel.Transport;

namespace Adit.Simulation.Tests;

/// <summary>One end of the tunnel in one conversation: does over a simulated network what <c>Connection</c> does over sockets.</summary>
internal sealed class TunnelEnd(World world, Clock clock, SecretWatch secrets, string name, CancellationToken cut)
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a refused peer may take to read why.</summary>
    private static readonly TimeSpan TimeToBeTold = TimeSpan.FromSeconds(2);

    public SecureSide? Secure { get; private set; }

    /// <summary>Why it ended; null after an end in order of both ways.</summary>
    public Exception? Error { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>The handshake, which ends in <see cref="Secure"/> or throws.</summary>
    public async Task HandshakeAsync(TlsHandshake handshake, Func<Question, CancellationToken, ValueTask> answer, LinkEnd network)
    {
        using var limit = new CancellationTokenSource(HandshakeTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cut);
        var began = world.Awake;
        TlsStream stream;
        try
        {
            stream = await HandshakeDriver.RunAsync(secrets.Add(handshake), new SimulatedTransport(network), answer, clock, either.Token).ConfigureAwait(false);
        }
        finally
        {
            world.Invariants.Require(world.Awake - began <= HandshakeTimeout + TimeToBeTold, $"The handshake of {name} goes on after its time is over.");
        }

        secrets.Add(stream.Connection);
        Secure = new SecureSide(world, stream, name);
        world.Trace.Note(name, stream.Evidence.Negotiated switch
        {
            { Resumed: true } => "has resumed",
            { OwnCertificateType: CertificateType.RawPublicKey } or { PeerCertificateType: CertificateType.RawPublicKey } => "has shaken hands by raw keys",
            { HelloRetryRequest: true } => "has shaken hands at the second attempt",
            _ => "has shaken hands",
        });
    }

    public async Task RelayAsync(Duplex plain)
    {
        var end = await new TunnelRelay(Secure!, plain, clock).RunAsync(cut).ConfigureAwait(false);
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
