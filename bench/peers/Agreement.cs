using System.Net.Sockets;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;
using Adit.Tls;

namespace Adit.PeerBench;

/// <summary>Asks both ends of a contender what they negotiate, before anything is measured: figures of something else would compare nothing.</summary>
internal static class Agreement
{
    /// <exception cref="InvalidOperationException">It is not X25519MLKEM768 and AES-128-GCM with both ends proved by P-256.</exception>
    public static async Task CheckAsync(Contender contender, Credentials credentials)
    {
        if (!contender.HasHandshake) return;
        using var service = new Service();
        var port = Loopback.FreePort();
        using (var server = contender.StartServer(port, service.Port, Deployment.Usual))
        {
            Loopback.Await(server, port);
            await new HandshakeLoad(credentials).RunAsync(port, [credentials.Client], 1, resumed: false);
        }

        await CheckClientAsync(contender, credentials);
    }

    private static async Task CheckClientAsync(Contender contender, Credentials credentials)
    {
        using var listener = Loopback.Listen();
        var port = Loopback.FreePort();
        using var client = contender.StartClient(port, Loopback.PortOf(listener), Deployment.Usual);
        Loopback.Await(client, port);
        using var plain = Loopback.Connect(port);
        plain.Send([Service.Echo]);
        var server = new TlsServer(new TlsServerOptions { Identities = [credentials.Server], Authenticator = credentials.OfClients });
        while (true)
        {
            try
            {
                await using var stream = await server.AcceptAsync(await listener.AcceptAsync());
                var agreed = stream.Evidence.Negotiated!;
                if (agreed is { Group: NamedGroup.X25519MLKEM768, CipherSuite: CipherSuite.TLS_AES_128_GCM_SHA256, PeerSignatureScheme: SignatureScheme.ecdsa_secp256r1_sha256 }) return;
                throw new InvalidOperationException($"{contender.Name} as client agreed on {agreed.Group}, {agreed.CipherSuite}, {agreed.PeerSignatureScheme}.");
            }
            catch (Exception e) when (e is SocketException or TlsException { BeforeFirstByte: true })
            {
                // The connection that only asked whether it listens.
            }
        }
    }
}
