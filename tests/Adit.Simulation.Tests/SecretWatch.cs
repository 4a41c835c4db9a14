using Adit.Tls.Handshake;
using Adit.Tls.Tests.Handshake;

namespace Adit.Simulation.Tests;

/// <summary>Every handshake and connection of a world, to see that each secret of them is gone at the end.</summary>
internal sealed class SecretWatch
{
    private readonly List<TlsHandshake> handshakes = [];
    private readonly List<EstablishedConnection> connections = [];

    public TlsHandshake Add(TlsHandshake handshake)
    {
        handshakes.Add(handshake);
        return handshake;
    }

    public void Add(EstablishedConnection connection) => connections.Add(connection);

    public void RequireNone(Invariants invariants)
    {
        foreach (var handshake in handshakes)
        {
            invariants.Require(!handshake.LiveSecrets.Any(), $"After the end of a handshake there is still {string.Join(", ", handshake.LiveSecrets)}.");
            if (KeySchedules.Of(handshake) is { } schedule) invariants.Require(KeySchedules.IsOverwritten(schedule), "The secrets of a handshake that failed are not overwritten.");
        }

        foreach (var connection in connections)
        {
            invariants.Require(!connection.LiveSecrets.Any(), $"After the end of a connection there is still {string.Join(", ", connection.LiveSecrets)}.");
            invariants.Require(KeySchedules.IsOverwritten(KeySchedules.Of(connection)), "The secrets of a connection are not overwritten.");
        }
    }
}
