using System.Text;
using Adit.Identity.Keys;
using Adit.Identity.Rules;
using Adit.Tunnel;

namespace Adit.Cli.Configuration;

/// <summary>A TOML file of version 1, read into <see cref="TunnelSettings"/>. Paths in it are relative to its folder. Sizes: up to 1 MiB.</summary>
internal sealed class ConfigurationFile
{
    private const int MaxBytes = 1024 * 1024;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string path;
    private readonly Faults faults;
    private readonly PeerRuleReader rules;
    private readonly Dictionary<string, Origin> unusedPolicies = new(StringComparer.Ordinal);

    private Dictionary<string, PolicySettings> policies = [];
    private Dictionary<string, IdentitySettings> identities = [];
    private Dictionary<string, Trust> trusts = [];
    private Dictionary<string, Peer> peers = [];

    private ConfigurationFile(string path, Faults faults)
    {
        this.path = path;
        this.faults = faults;
        rules = new PeerRuleReader(faults);
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a file; complete only while there is no fault.</summary>
    public static IReadOnlyList<TunnelSettings> Read(string path, Faults faults)
    {
        return ReadText(path, faults) is { } text && TomlReader.Read(text, path, faults) is { } root ? new ConfigurationFile(path, faults).Read(root) : [];
    }

    // A pipe will do, so its size is known only when it has been read.
    private static string? ReadText(string path, Faults faults)
    {
        var origin = new Origin(path);
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length <= MaxBytes) return Utf8.GetString(bytes.AsSpan(bytes.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length..length : ..length));
            faults.Add(origin, $"the file is larger than {MaxBytes / 1024} KiB, which no configuration is; check the path.");
        }
        catch (DecoderFallbackException)
        {
            faults.Add(origin, "the file is not UTF-8, as TOML is; check the path, or save it as UTF-8.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            faults.Add(origin, "there is no such file; give another to -c, or make one with \"adit init\".");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add(origin, Directory.Exists(path) ? "this is a folder; name a file in it." : $"the file cannot be read ({e.Message.TrimEnd('.')}); let this user read it.");
        }

        return null;
    }

    private List<TunnelSettings> Read(TomlTable root)
    {
        var file = new TomlSection(path, "the file", root, faults);
        CheckVersion(file);
        policies = Each(file.Named("policy"), ReadPolicy);
        identities = Each(file.Named("identity"), ReadIdentity);
        trusts = Each(file.Named("trust"), ReadTrust);
        peers = ReadPeers(file.Items("peer"));
        file.NotBuilt("status", "read the log, which has a line for every connection.");
        var tunnels = file.Items("tunnel").Select(ReadTunnel).OfType<TunnelSettings>().ToList();
        file.End();
        if (tunnels.Count == 0 && faults.Lines.Count == 0) faults.Add(new Origin(path), "there is no tunnel in the file; add one that begins with [[tunnel]].");
        foreach (var twice in tunnels.GroupBy(t => t.Name).Where(g => g.Count() > 1))
            faults.Add(twice.Last().Tls.Origin, $"there are {twice.Count()} tunnels named \"{twice.Key}\"; give each its own name.");
        if (faults.Lines.Count > 0) return tunnels;
        RefuseUnusedPolicies();
        RefuseUnshownResponses(tunnels);
        return tunnels;
    }

    // One that no tunnel has would only look enforced; an unused peer, identity or trust lets nobody in. After another fault it is a consequence: the tunnel that is not read.
    private void RefuseUnusedPolicies()
    {
        foreach (var (name, origin) in unusedPolicies) faults.Add(origin, $"no tunnel has [policy.{name}]; name it in a tunnel's policy, or remove it.");
    }

    // One that is never shown would only look stapled: a server asks no client for it.
    private void RefuseUnshownResponses(List<TunnelSettings> tunnels)
    {
        var shown = Identities(TunnelMode.Server);
        foreach (var identity in Identities(TunnelMode.Client).Except(shown))
        {
            if (identity.OcspResponseFile is { } response)
                faults.Add(response.Origin, $"only a server shows ocsp_response_file, and only clients have [identity.{identity.Name}]; remove it, or name the identity in a tunnel with mode = \"server\".");
        }

        IEnumerable<IdentitySettings> Identities(TunnelMode mode) => tunnels.Where(t => t.Mode == mode).SelectMany(t => t.Tls.Identities);
    }

    private void CheckVersion(TomlSection file)
    {
        var before = faults.Lines.Count;
        var version = file.Integer("version");
        if (version is null && faults.Lines.Count == before) file.Fault("the file does not say which version of the format it is; begin it with version = 1.");
        if (version is not null and not { Value: "1" }) faults.Add(version.Origin, $"version {version.Value} is not known here; write version = 1, or use a newer adit.");
    }

    private PolicySettings ReadPolicy(string name, TomlSection section)
    {
        unusedPolicies.Add(name, section.Origin);
        var policy = new PolicySettings(name, section.Text("profile"), section.Texts("groups"), section.Texts("cipher_suites"), section.Texts("signature_algorithms"))
        {
            KeyUpdateAfter = section.Text("key_update_after"),
            MaxSessionAge = section.Text("max_session_age"),
            SessionTickets = section.Boolean("session_tickets") is not { Value: "false" },
        };
        section.NotBuilt("retire", "take what should go out of groups, cipher_suites or signature_algorithms on the day.");
        return policy;
    }

    private IdentitySettings ReadIdentity(string name, TomlSection section) => new()
    {
        Name = name,
        Certificate = Beside(section.Text("certificate")),
        PrivateKey = KeyBeside(section.Required("private_key", "edge.key")),
        PassphraseFile = Beside(section.Text("passphrase_file")),
        OcspResponseFile = Beside(section.Text("ocsp_response_file")),
    };

    private Trust ReadTrust(string name, TomlSection section)
    {
        var trust = new Trust(name, Beside(section.Text("ca_file")), section.IsTrue("system_roots"), [.. section.Texts("crl_file").Select(file => Beside(file)!)]);
        if (trust is { CaFile: null, SystemRoots: null }) section.Fault($"{section.What} trusts nothing; give ca_file = \"ca.pem\" or system_roots = true.");
        if (trust is { CaFile: not null, SystemRoots: { } roots }) faults.Add(roots, "system_roots beside ca_file would trust every public CA as well; keep one of the two.");
        return trust;
    }

    private Dictionary<string, Peer> ReadPeers(IReadOnlyList<TomlSection> sections)
    {
        var read = new Dictionary<string, Peer>(StringComparer.Ordinal);
        foreach (var section in sections)
        {
            var name = section.Required("name", "web");
            var trust = section.Text("trust");
            var known = trust is null ? null : Refer(trust, trusts, "trust");
            var peerName = name?.Value;
            var written = new List<Setting<NamedRule>?>();
            written.AddRange(section.Texts("cn").Select(s => rules.CommonName(s, peerName)));
            written.AddRange(section.Texts("dns").Select(s => rules.DnsName(s, peerName)));
            written.AddRange(section.Texts("uri").Select(s => rules.UriPattern(s, peerName)));
            written.AddRange(section.Texts("pin").Select(s => rules.Pin(s, peerName)));
            var keys = ReadKeys(section, peerName);
            if (written.Count == 0 && keys.Length == 0) section.Fault($"{section.What} says nothing that the peer must prove; give it cn, dns, uri, pin or psk_file.");
            if (trust is null && written.FirstOrDefault(r => r?.Value.Rule is not (null or PinRule)) is { } unverified)
                faults.Add(unverified.Origin, $"a name counts only in a certificate that a CA verifies; give {section.What} a trust = \"NAME\", or pin its key instead.");
            section.End();
            if (name is null) continue;
            if (!read.TryAdd(name.Value, new Peer(known, trust?.Origin, [.. written.OfType<Setting<NamedRule>>()], keys)))
                faults.Add(name.Origin, $"there is another peer named \"{name.Value}\"; give each its own name, or put both their names into one.");
        }

        return read;
    }

    private PskSettings[] ReadKeys(TomlSection section, string? peerName)
    {
        var hash = section.Text("psk_hash");
        var import = section.Boolean("psk_import");
        PskSettings[] keys = [.. section.Texts("psk_file").Select(file => new PskSettings(Beside(file)!, hash, import, peerName))];
        if (keys.Length == 0 && (hash ?? import) is { } lonely) faults.Add(lonely.Origin, "this says how a pre-shared key is used, and none is given; give psk_file, or remove it.");
        return keys;
    }

    private TunnelSettings? ReadTunnel(TomlSection section)
    {
        var name = section.Required("name", "pg");
        var mode = ReadMode(section);
        var policy = PolicyOf(section.Text("policy"));
        var own = section.Text("trust");
        var trust = own is null ? null : Refer(own, trusts, "trust");
        Peer[] allowed = [.. section.Texts("allow").Select(a => Refer(a, peers, "peer")).OfType<Peer>()];
        var settings = new TunnelSettings
        {
            Name = name?.Value ?? "",
            Mode = mode ?? TunnelMode.Server,
            Listen = section.Texts("listen"),
            Target = section.Text("target"),
            HandshakeTimeout = section.Text("handshake_timeout"),
            ConnectTimeout = section.Text("connect_timeout"),
            DrainTimeout = section.Text("drain_timeout"),
            MaxSessionAge = policy?.MaxSessionAge,
            MaxConnections = section.Integer("max_connections"),
            MaxHandshakes = section.Integer("max_handshakes"),
            UnsafeListen = section.IsTrue("unsafe_listen") is not null,
            UnsafeTarget = section.IsTrue("unsafe_target") is not null,
            Tls = new TlsSettings
            {
                Origin = section.Origin,
                Names = SettingNames.Keys,
                Identities = [.. section.Texts("identity").Select(i => Refer(i, identities, "identity")).OfType<IdentitySettings>()],
                ServerName = section.Text("server_name"),
                ClientHello = section.Text("client_hello"),
                Pins = section.Texts("pin"),
                Rules = [.. allowed.SelectMany(a => a.Rules)],
                PreSharedKeys = mode == TunnelMode.Client ? ReadKeys(section, peerName: null) : [.. allowed.SelectMany(a => a.Keys)],
                AllowAll = section.IsTrue("allow_all"),
                DisableAuthentication = section.IsTrue("disable_authentication"),
                Policy = policy ?? PolicySettings.Default,
                ApplicationProtocols = section.Texts("alpn"),
                UnsafeKeyLog = Beside(section.Text("unsafe_keylog")),
            },
        };
        if (mode == TunnelMode.Server) trust = CheckServer(section, own, trust, allowed);
        else if (mode == TunnelMode.Client) CheckClient(section);
        section.NotBuilt("proxy_protocol", "remove it: the target sees this machine as the peer, the log has the real one.");
        if (section.Text("max_session_age") is { } misplaced) faults.Add(misplaced.Origin, "max_session_age belongs to a [policy.NAME], which the tunnel names by policy; put it there.");
        section.End();
        return mode is null ? null : settings with { Tls = settings.Tls with { CaFile = trust?.CaFile, SystemRoots = trust?.SystemRoots, CrlFiles = trust?.CrlFiles ?? [] } };
    }

    private TunnelMode? ReadMode(TomlSection section)
    {
        switch (section.Required("mode", "server"))
        {
            case { Value: "server" }:
                return TunnelMode.Server;
            case { Value: "client" }:
                return TunnelMode.Client;
            case { } other:
                faults.Add(other.Origin, $"\"{other.Value}\" is no mode; write \"server\" (accepts TLS, dials plaintext) or \"client\" (accepts plaintext, dials TLS).");
                return null;
            default:
                return null;
        }
    }

    // One end has one validator, so its peers share one trust; a union would let a CA vouch for another CA's peers.
    private Trust? CheckServer(TomlSection section, Setting<string>? own, Trust? trust, Peer[] allowed)
    {
        RefuseFor("server", "client", section, "server_name", "client_hello", "pin", "unsafe_listen");
        foreach (var key in (ReadOnlySpan<string>)["psk_file", "psk_hash", "psk_import"])
        {
            if (section.Where(key) is { } origin) faults.Add(origin, $"{key} of a server belongs to the [[peer]] that holds the key; put it there, and the peer's name into allow.");
        }

        foreach (var peer in allowed.Where(a => a.Trust is not null))
        {
            if (trust is not null && peer.Trust != trust)
                faults.Add(peer.TrustOrigin!.Value, $"{section.What} already has the trust \"{trust.Name}\", and more than one for a tunnel is not built yet; give the peers of \"{peer.Trust!.Name}\" a tunnel of their own.");
            trust ??= peer.Trust;
        }

        if (trust?.SystemRoots is { } roots)
            faults.Add(roots, $"{section.What} is a server, and system_roots would let in whoever has a public certificate; name a trust with a ca_file.");
        return trust;
    }

    private void CheckClient(TomlSection section) =>
        RefuseFor("client", "server", section, "allow", "allow_all", "disable_authentication", "unsafe_target");

    private void RefuseFor(string mode, string other, TomlSection section, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (section.Where(key) is { } origin) faults.Add(origin, $"{key} belongs to mode \"{other}\", and {section.What} is a {mode}; remove it.");
        }
    }

    private T? Refer<T>(Setting<string> reference, Dictionary<string, T> defined, string kind)
        where T : class
    {
        if (defined.TryGetValue(reference.Value, out var found)) return found;
        var header = kind == "peer" ? $"[[peer]] named \"{reference.Value}\"" : $"[{kind}.{reference.Value}]";
        faults.Add(reference.Origin, $"there is no {header}; {(defined.Count == 0 ? "add it." : NearestName.Advice(reference.Value, defined.Keys))}");
        return null;
    }

    private PolicySettings? PolicyOf(Setting<string>? written)
    {
        unusedPolicies.Remove(written?.Value ?? "default");
        return written is null ? policies.GetValueOrDefault("default") : Refer(written, policies, "policy");
    }

    private static Dictionary<string, T> Each<T>(IReadOnlyDictionary<string, TomlSection> sections, Func<string, TomlSection, T> read)
    {
        var all = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, section) in sections)
        {
            all.Add(name, read(name, section));
            section.End();
        }

        return all;
    }

    private Setting<string>? Beside(Setting<string>? written) =>
        written is null ? null : written with { Value = Path.Combine(Path.GetDirectoryName(path) ?? "", written.Value) };

    private Setting<string>? KeyBeside(Setting<string>? written) =>
        written is not null && CredentialFiles.IsInToken(written.Value) ? written : Beside(written);

    private sealed record Trust(string Name, Setting<string>? CaFile, Origin? SystemRoots, IReadOnlyList<Setting<string>> CrlFiles);

    private sealed record Peer(Trust? Trust, Origin? TrustOrigin, IReadOnlyList<Setting<NamedRule>> Rules, IReadOnlyList<PskSettings> Keys);
}
