using Adit.Tls;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel;

/// <summary>One tunnel. Checked once when its host starts or reloads.</summary>
public sealed record TunnelOptions
{
    /// <summary>What logs call it.</summary>
    public required string Name { get; init; }

    /// <summary>Which side is TLS.</summary>
    public required TunnelMode Mode { get; init; }

    /// <summary>Where it accepts, at least one.</summary>
    public required IReadOnlyList<EndpointAddress> Listen { get; init; }

    /// <summary>Where it dials.</summary>
    public required EndpointAddress Target { get; init; }

    /// <summary>The TLS end that accepts; in mode Server.</summary>
    public TlsServer? Server { get; init; }

    /// <summary>The TLS end that dials; in mode Client.</summary>
    public TlsClient? Client { get; init; }

    /// <summary>How the first ClientHello meets middleboxes; in mode Client.</summary>
    public ClientHelloMode ClientHello { get; init; }

    /// <summary>Time for a whole TLS handshake, waiting for signers and deciders included.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for one dial.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time that living connections get after a stop was asked for.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Age at which a connection is ended in order, within <see cref="DrainTimeout"/>, so that the next one has a new handshake; null never.</summary>
    public TimeSpan? MaxSessionAge { get; init; }

    /// <summary>Living connections; over it connections wait unaccepted.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Handshakes at once; over it connections wait unread.</summary>
    public int MaxHandshakes { get; init; } = 256;

    /// <summary>Lets the plaintext listener of mode Client be reachable from other machines.</summary>
    public bool UnsafeListen { get; init; }

    /// <summary>Lets the plaintext target of mode Server be another machine.</summary>
    public bool UnsafeTarget { get; init; }
}
