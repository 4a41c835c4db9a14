using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Adit.Tunnel.Tests.Lifecycle;

/// <summary>What a tunnel end holds for a connection that has carried a byte each way and now carries nothing: the table of docs/performance.md.</summary>
[CollectionDefinition(nameof(IdleConnectionTests), DisableParallelization = true)]
[Collection(nameof(IdleConnectionTests))]
public sealed class IdleConnectionTests
{
    private const int Connections = 32;

    [Theory]
    [InlineData(TunnelMode.Server)]
    [InlineData(TunnelMode.Client)]
    public async Task An_idle_connection_is_one_small_object_graph(TunnelMode end)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "What is held is said of the Linux data plane, on x64.");
        await using var pair = await TunnelPair.StartAsync();
        var host = end == TunnelMode.Server ? pair.Server : pair.Client;
        var sockets = new List<Socket>();
        await OpenAsync(pair, sockets);
        var before = HeldObjects.Of(host);
        await OpenAsync(pair, sockets);
        var held = HeldObjects.Of(host).Since(before, Connections);

        TestContext.Current.TestOutputHelper!.WriteLine(Table(held));
        Assert.InRange(held.Sum(t => t.Bytes), 2_000, 4_800);
        Assert.All(held, t => Assert.DoesNotContain(t.Type, new[] { "TlsStream", "TlsHandshake", "HandshakeContext", "Transcript", "EpollTransport", "PeerOffer" }));
        sockets.ForEach(s => s.Dispose());
    }

    private static async Task OpenAsync(TunnelPair pair, List<Socket> sockets)
    {
        for (var i = 0; i < Connections; i++)
        {
            var (near, far) = await pair.ConnectAsync();
            sockets.AddRange([near, far]);
            await near.SendAllAsync(new byte[1]);
            await far.ReadExactlyAsync(1);
            await far.SendAllAsync(new byte[1]);
            await near.ReadExactlyAsync(1);
        }
    }

    private static string Table(IReadOnlyList<(string Type, double Count, double Bytes)> held) => string.Join(
        '\n',
        held.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Bytes,8:0.0} {t.Count,6:0.00} {t.Type}")).Prepend($"{held.Sum(t => t.Bytes):0} bytes"));
}
