using Adit.Tls;
using Adit.Tls.Policy;
using Adit.Tls.Sessions;

namespace Adit.PeerBench.Load;

/// <summary>Our own client against a server end: connects, completes a mutual hybrid handshake, says a byte and hears it back unless told to be silent, closes in order. Four at once.</summary>
internal sealed class HandshakeLoad(Credentials credentials, bool isSilent = false)
{
    private const int AtOnce = 4;

    private static readonly TlsPolicy Policy = TlsPolicy.Modern;

    /// <summary>Runs handshakes, of the identities in turn.</summary>
    /// <exception cref="InvalidOperationException">One negotiated something else than is compared.</exception>
    public async Task RunAsync(int port, IReadOnlyList<TlsIdentity> identities, int count, bool resumed)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            // Its own, so that no other takes what it has for the next one.
            using var sessions = resumed ? new TlsSessionCache() : null;
            if (resumed) await OnceAsync(port, identities[0], sessions, mustResume: false);
            for (int i; (i = Interlocked.Increment(ref next)) < count;) await OnceAsync(port, identities[i % identities.Count], sessions, mustResume: resumed);
        })));
    }

    private async Task OnceAsync(int port, TlsIdentity identity, TlsSessionCache? sessions, bool mustResume)
    {
        var client = new TlsClient(new TlsClientOptions
        {
            ServerName = Credentials.ServerName,
            Authenticator = credentials.OfServers,
            Identities = [identity],
            Policy = Policy,
            Sessions = sessions,
        });
        await using var stream = await client.ConnectAsync(Loopback.Connect(port));
        var agreed = stream.Evidence.Negotiated!;
        if (agreed is not { Group: NamedGroup.X25519MLKEM768, CipherSuite: CipherSuite.TLS_AES_128_GCM_SHA256 } || agreed.Resumed != mustResume)
            throw new InvalidOperationException($"A handshake agreed on {agreed.Group}, {agreed.CipherSuite}, resumed: {agreed.Resumed}; wanted are X25519MLKEM768, TLS_AES_128_GCM_SHA256, resumed: {mustResume}.");
        if (!isSilent)
        {
            byte[] one = [Service.Echo];
            await stream.WriteAsync(one);
            await stream.ReadExactlyAsync(one);
        }

        await stream.CloseWriteAsync();
        await HearEndAsync(stream);
    }

    /// <summary>Some peers leave without close_notify; their connection is over all the same.</summary>
    private static async Task HearEndAsync(TlsStream stream)
    {
        try
        {
            if (await stream.ReadAsync(new byte[1]) != 0) throw new InvalidOperationException("The service said more than it heard.");
        }
        catch (TlsException e) when (e is { AlertSent: null, AlertReceived: null })
        {
            // Cut where it ends.
        }
    }
}
