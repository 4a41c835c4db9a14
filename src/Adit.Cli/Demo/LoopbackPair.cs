using Adit.Cli.Commands;
using Adit.Cli.Configuration;
using Adit.Identity.Rules;
using Adit.Telemetry;
using Adit.Tls;
using Adit.Tunnel;

namespace Adit.Cli.Demo;

/// <summary>
/// Both ends of a tunnel on loopback, loaded as <c>server</c> and <c>client</c> load theirs: client tunnel, server tunnel, a service behind.
/// </summary>
internal sealed class LoopbackPair : IAsyncDisposable
{
    private readonly TunnelHost server;
    private readonly TunnelHost client;

    private LoopbackPair(TunnelHost server, TunnelHost client, WatchedAuthenticator onServer, WatchedAuthenticator onClient)
    {
        this.server = server;
        this.client = client;
        OnServer = onServer;
        OnClient = onClient;
    }

    /// <summary>What the server's end saw of the client's.</summary>
    public WatchedAuthenticator OnServer { get; }

    /// <summary>What the client's end saw of the server's.</summary>
    public WatchedAuthenticator OnClient { get; }

    /// <summary>Where plaintext goes in.</summary>
    public string Entrance => client.Listening["client"][0];

    /// <summary>Starts both ends with the identities of <paramref name="folder"/>.</summary>
    public static async Task<LoopbackPair> StartAsync(string folder, string service, Shell shell, CancellationToken cancellationToken)
    {
        var log = new EventLog(shell.Error, level: LogLevel.Warning, timeProvider: shell.Clock);
        var serverOptions = Load(Settings("server", TunnelMode.Server, folder, service), shell);
        var onServer = new WatchedAuthenticator(serverOptions.Server!.Options.Authenticator);
        serverOptions = serverOptions with { Server = new TlsServer(serverOptions.Server.Options with { Authenticator = onServer }) };
        var server = await TunnelHost.StartAsync([serverOptions], log, shell.Clock, cancellationToken: cancellationToken).ConfigureAwait(false);
        try
        {
            var clientOptions = Load(Settings("client", TunnelMode.Client, folder, server.Listening["server"][0]), shell);
            var onClient = new WatchedAuthenticator(clientOptions.Client!.Options.Authenticator);
            clientOptions = clientOptions with { Client = new TlsClient(clientOptions.Client.Options with { Authenticator = onClient }) };
            return new LoopbackPair(server, await TunnelHost.StartAsync([clientOptions], log, shell.Clock, cancellationToken: cancellationToken).ConfigureAwait(false), onServer, onClient);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync().ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
    }

    private static TunnelOptions Load(TunnelSettings settings, Shell shell)
    {
        var faults = new Faults();
        var loaded = new TunnelLoader(faults, shell.Clock).Load([settings]);
        faults.ThrowIfAny();
        return loaded[0].Options;
    }

    private static TunnelSettings Settings(string name, TunnelMode mode, string folder, string target)
    {
        var origin = new Origin("demo");
        Setting<string> In(string file) => new(Path.Combine(folder, file), origin);
        return new TunnelSettings
        {
            Name = name,
            Mode = mode,
            Listen = [new Setting<string>("127.0.0.1:0", origin)],
            Target = new Setting<string>(target, origin),
            Tls = new TlsSettings
            {
                Origin = origin,
                Names = SettingNames.Flags,
                Identities = [new IdentitySettings { Certificate = In($"{name}.pem"), PrivateKey = In($"{name}.key") }],
                CaFile = In(AuthorityFolder.CertificateName),
                Rules = mode == TunnelMode.Server ? [new Setting<NamedRule>(new NamedRule("client", new CommonNameRule("client")), origin)] : [],
            },
        };
    }
}
