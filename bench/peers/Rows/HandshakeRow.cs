using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;
using Adit.Tls;

namespace Adit.PeerBench.Rows;

/// <summary>What of a client the server has seen before its handshake.</summary>
internal enum Acquaintance
{
    /// <summary>Its certificate: the same client comes again.</summary>
    SeenBefore,

    /// <summary>Nothing: each handshake has another certificate.</summary>
    FirstSight,

    /// <summary>Its session: it comes with a ticket.</summary>
    Resumed,
}

/// <summary>CPU of the server end for a connection with a mutual hybrid handshake and one byte each way. Of a floor: of the connection alone, which is accepted, dialled on and ended.</summary>
internal sealed class HandshakeRow(HandshakeLoad load, Acquaintance acquaintance, IReadOnlyList<TlsIdentity> clients, int count) : Row
{
    private const int Warmup = 200;

    /// <summary>What a process does of itself once it is left alone, such as to give memory back, is part of what its handshakes cost.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1.5);

    public override string Key => acquaintance switch
    {
        Acquaintance.SeenBefore => "handshake",
        Acquaintance.FirstSight => "first-sight",
        _ => "resumed",
    };

    /// <summary>Resumption is compared to our own full handshake alone.</summary>
    public override bool Takes(Contender contender) => acquaintance switch
    {
        Acquaintance.SeenBefore => true,
        Acquaintance.FirstSight => contender.HasHandshake,
        _ => contender.HasHandshake && !contender.IsPeer,
    };

    public override async Task<IReadOnlyList<Sample>> MeasureAsync(Contender contender, int round)
    {
        using var service = new Service();
        if (!contender.HasHandshake) return [Of(await MeasureConnectionsAsync(contender, service))];
        var port = Loopback.FreePort();
        using var server = contender.StartServer(port, service.Port, Deployment.Usual);
        Loopback.Await(server, port);
        var resumed = acquaintance == Acquaintance.Resumed;
        await load.RunAsync(port, [clients[0]], Warmup, resumed);

        // No certificate comes twice within a process: it begins anew in each round.
        IReadOnlyList<TlsIdentity> of = acquaintance == Acquaintance.FirstSight ? [.. Enumerable.Range(1, count).Select(i => clients[(i + (round * count)) % clients.Count])] : [clients[0]];
        var cpu = server.CpuSeconds;
        await load.RunAsync(port, of, count, resumed);
        await Task.Delay(Settling);
        return [Of(server.CpuSeconds - cpu)];
    }

    private async Task<double> MeasureConnectionsAsync(Contender contender, Service service)
    {
        using var pair = new Pair(contender, service.Port, Deployment.Usual);
        ConnectionLoad.Run(pair.Entrance, Warmup);
        var cpu = pair.Server.CpuSeconds;
        ConnectionLoad.Run(pair.Entrance, count);
        await Task.Delay(Settling);
        return pair.Server.CpuSeconds - cpu;
    }

    private Sample Of(double cpuSeconds) => new($"server cpu us, {Key}", cpuSeconds / count * 1e6);
}
