using Adit.Cli.Configuration;
namespace Adit.Cli.Tests;

/// <summary>What a configuration file may say, and what is said about one that may not.</summary>
public sealed class ConfigurationTests
{
    private const string Server = """
        version = 1
        [identity.edge]
        certificate = "server.pem"
        private_key = "server.key"
        [trust.corp]
        ca_file = "ca.pem"
        [[peer]]
        name = "web"
        trust = "corp"
        cn = ["client"]
        [[tunnel]]
        name = "pg"
        mode = "server"
        listen = ["127.0.0.1:8443"]
        target = "127.0.0.1:5432"
        identity = "edge"
        allow = ["web"]
        """;

    [Fact]
    public async Task A_whole_file_expands_to_what_it_says()
    {
        var outcome = await CheckAsync("""
            version = 1
            [policy.strict]
            profile = "modern"
            groups = ["X25519MLKEM768"]
            cipher_suites = ["TLS_AES_256_GCM_SHA384"]
            signature_algorithms = ["ed25519", "ecdsa_secp256r1_sha256"]
            max_session_age = "7d"
            [identity]
            edge = { certificate = "server.pem", private_key = "server.key" }
            [trust.corp]
            ca_file = "ca.pem"
            [[peer]]
            name = "web"
            trust = "corp"
            uri = ["spiffe://example.org/web/*"]
            dns = "web.example.org"
            [[peer]]
            name = "plc"
            pin = ["sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
            [[tunnel]]
            name = "pg"
            mode = "server"
            listen = ["127.0.0.1:8443", "unix:/tmp/x.sock"]
            target = "127.0.0.1:5432"
            identity = "edge"
            policy = "strict"
            allow = ["web", "plc"]
            alpn = ["postgresql"]
            handshake_timeout = "500ms"
            connect_timeout = "2m"
            drain_timeout = "0s"
            max_connections = 7
            max_handshakes = 3
            """, "--json");

        Assert.Equal(ExitCodes.Done, outcome.ExitCode);
        var tunnel = outcome.Json.GetProperty("tunnels")[0];
        Assert.Equal(["127.0.0.1:8443", "unix:/tmp/x.sock"], tunnel.GetProperty("listen").EnumerateArray().Select(l => l.GetString()));
        Assert.Equal("strict", tunnel.GetProperty("policy").GetString());
        Assert.Equal(["X25519MLKEM768"], tunnel.GetProperty("groups").EnumerateArray().Select(g => g.GetString()));
        Assert.Equal(["TLS_AES_256_GCM_SHA384"], tunnel.GetProperty("cipher_suites").EnumerateArray().Select(g => g.GetString()));
        Assert.Equal(["ed25519", "ecdsa_secp256r1_sha256"], tunnel.GetProperty("signature_algorithms").EnumerateArray().Select(g => g.GetString()));
        Assert.Equal(["web", "web", "plc"], tunnel.GetProperty("allow").EnumerateArray().Select(a => a.GetProperty("peer").GetString()));
        Assert.Equal(["postgresql"], tunnel.GetProperty("alpn").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal("500ms", tunnel.GetProperty("handshake_timeout").GetString());
        Assert.Equal("2m", tunnel.GetProperty("connect_timeout").GetString());
        Assert.Equal("0ms", tunnel.GetProperty("drain_timeout").GetString());
        Assert.Equal("7d", tunnel.GetProperty("max_session_age").GetString());
        Assert.Equal(7, tunnel.GetProperty("max_connections").GetInt32());
        Assert.Equal(3, tunnel.GetProperty("max_handshakes").GetInt32());
        Assert.Equal("CN=server", tunnel.GetProperty("identity").GetProperty("subject").GetString());
    }

    [Theory]
    [InlineData("version = 1", "version = 2", 1, "version 2 is not known")]
    [InlineData("version = 1", "version = \"1\"", 1, "version is a string, but it takes a whole number")]
    [InlineData("version = 1", "", 1, "begin it with version = 1")]
    [InlineData("certificate =", "certifcate =", 3, "unknown key \"certifcate\" in identity \"edge\"; did you mean certificate?")]
    [InlineData("[[tunnel]]", "[[tunel]]", 11, "unknown key \"tunel\" in the file; did you mean tunnel?")]
    [InlineData("identity = \"edge\"", "identity = \"egde\"", 16, "there is no [identity.egde]; did you mean edge?")]
    [InlineData("allow = [\"web\"]", "allow = [\"wb\"]", 17, "there is no [[peer]] named \"wb\"; did you mean web?")]
    [InlineData("mode = \"server\"", "mode = \"proxy\"", 13, "\"proxy\" is no mode")]
    [InlineData("name = \"pg\"", "", 11, "has no name; add one, like name = \"pg\"")]
    [InlineData("target = \"127.0.0.1:5432\"", "target = 5432", 15, "target is an integer, but it takes a string")]
    [InlineData("listen = [\"127.0.0.1:8443\"]", "listen = [8443]", 14, "listen is an array, but it takes an array of strings")]
    [InlineData("listen = [\"127.0.0.1:8443\"]", "", 11, "nothing says where to listen")]
    [InlineData("allow = [\"web\"]", "allow_all = true", 17, "give that CA with trust")]
    [InlineData("allow = [\"web\"]", "allow = []", 11, "no rule says who may pass")]
    [InlineData("allow = [\"web\"]", "allow = [\"web\"]\ndisable_authentication = true", 18, "remove it or the rules")]
    [InlineData("allow = [\"web\"]", "allow = [\"web\"]\nserver_name = \"x\"", 18, "server_name belongs to mode \"client\"")]
    [InlineData("allow = [\"web\"]", "allow = [\"web\"]\nclient_hello = \"retry\"", 18, "client_hello belongs to mode \"client\"")]
    [InlineData("identity = \"edge\"", "identity = \"edge\"\nmax_session_age = \"7d\"", 17, "max_session_age belongs to a [policy.NAME]")]
    [InlineData("identity = \"edge\"", "identity = \"edge\"\npolicy = \"p\"\n[policy.p]\nmax_session_age = \"7\"", 19, "\"7\" has no unit")]
    [InlineData("identity = \"edge\"", "identity = \"edge\"\npolicy = \"p\"\n[policy.p]\nmax_session_age = \"0s\"", 19, "a time limit of zero")]
    [InlineData("trust = \"corp\"", "", 10, "give peer \"web\" a trust")]
    [InlineData("cn = [\"client\"]", "", 7, "says nothing that the peer must prove")]
    [InlineData("cn = [\"client\"]", "pin = \"x\"", 10, "a pin is sha256:")]
    [InlineData("cn = [\"client\"]", "cn = [\"client\"]\npsk_hash = \"sha384\"", 11, "none is given; give psk_file, or remove it")]
    [InlineData("cn = [\"client\"]", "cn = [\"client\"]\npsk_import = false", 11, "none is given; give psk_file, or remove it")]
    [InlineData("ca_file = \"ca.pem\"", "ca_file = \"none.pem\"", 6, "none.pem")]
    [InlineData("ca_file = \"ca.pem\"", "system_roots = true", 6, "would let in whoever has a public certificate")]
    [InlineData("ca_file = \"ca.pem\"", "", 5, "trusts nothing")]
    [InlineData("private_key = \"server.key\"", "private_key = \"client.key\"", 4, "is not the key of the certificate")]
    [InlineData("private_key =", "ocsp_response_file = \"none.ocsp\"\nprivate_key =", 4, "none.ocsp does not exist")]
    [InlineData("private_key =", "ocsp_response_file = \"ca.pem\"\nprivate_key =", 4, "ca.pem is not an OCSP response in DER")]
    [InlineData("certificate = \"server.pem\"", "ocsp_response_file = \"x\"", 3, "is about a certificate, and none is given")]
    [InlineData("identity = \"edge\"", "identity = [\"edge\", \"egde\"]", 16, "there is no [identity.egde]; did you mean edge?")]
    [InlineData("identity = \"edge\"", "identity = []", 16, "identity is empty")]
    [InlineData("identity = \"edge\"", "identity = \"edge\"\npolicy = \"p\"\n[policy.p]\ngroups = []", 19, "groups is empty")]
    [InlineData("identity = \"edge\"", "identity = \"edge\"\nalpn = []", 17, "alpn is empty")]
    [InlineData("identity = \"edge\"", "identity = \"edge\"\nalpn = [\"h\u00e9\"]", 17, "\"h\\u00e9\" is no ALPN protocol name; write 1 to 255 ASCII characters")]
    [InlineData("name = \"pg\"", "name = \"p\\ng\"", 12, "name holds a control character")]
    [InlineData("version = 1", "version = = 1", 1, "this is not TOML")]
    [InlineData("name = \"pg\"", "name = \"pg\"\nname = \"pg2\"", 13, "this is not TOML")]
    public async Task A_fault_names_file_and_line_and_what_to_do(string from, string to, int line, string sentence)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        Assert.Contains(from, Server, StringComparison.Ordinal);
        var file = folder.Write("adit.toml", Server.Replace(from, to, StringComparison.Ordinal));
        (await Command.RunAsync("check", "-c", file)).AssertRefused($"adit: {file}:{line}: ", sentence);
    }

    [Fact]
    public async Task A_client_says_how_it_begins_a_handshake()
    {
        const string client = """
            version = 1
            [trust.corp]
            ca_file = "ca.pem"
            [[tunnel]]
            name = "pg"
            mode = "client"
            listen = "127.0.0.1:5432"
            target = "127.0.0.1:8443"
            trust = "corp"
            """;
        Assert.Equal("auto", (await CheckAsync(client, "--json")).Json.GetProperty("tunnels")[0].GetProperty("client_hello").GetString());
        Assert.Contains("client_hello         retry", (await CheckAsync($"{client}\nclient_hello = \"retry\"")).Output, StringComparison.Ordinal);
        (await CheckAsync($"{client}\nclient_hello = \"classical\"")).AssertRefused(":10: ", "\"classical\" is no way to begin a handshake");
    }

    [Fact]
    public async Task A_response_to_staple_wants_a_tunnel_that_shows_it()
    {
        var server = Server.Replace("private_key =", "ocsp_response_file = \"none\"\nprivate_key =", StringComparison.Ordinal);
        const string client = """
            [[tunnel]]
            name = "out"
            mode = "client"
            listen = "127.0.0.1:5432"
            target = "127.0.0.1:8443"
            trust = "corp"
            identity = "edge"
            """;
        var both = await CheckAsync($"{server}\n{client}");
        both.AssertRefused("none does not exist");
        Assert.DoesNotContain("only a server shows", both.Error, StringComparison.Ordinal);
        (await CheckAsync($"{server[..server.IndexOf("[[tunnel]]", StringComparison.Ordinal)]}\n{client}"))
            .AssertRefused("adit.toml:4: only a server shows ocsp_response_file, and only clients have [identity.edge]; remove it, or name the identity");
    }

    [Fact]
    public async Task A_file_that_ends_in_the_middle_of_an_escape_is_not_TOML() =>
        (await CheckAsync("version = 1\nname = \"\\")).AssertRefused("adit.toml:2: ", "the file ends in the middle of an escape");

    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    public async Task What_is_nested_too_deep_is_refused(int closed) =>
        (await CheckAsync($"version = 1\nname = {new string('[', 10_000)}{new string(']', closed)}\n")).AssertRefused("adit.toml: ", "nested deeper");

    [Theory]
    [InlineData("[status]\nlisten = \"unix:/x\"", "status")]
    [InlineData("[[policy.p.retire]]\nkey_exchange = \"classical\"\nwarn_from = 2029-01-01", "retire")]
    [InlineData("[[tunnel]]\nname = \"t\"\nmode = \"server\"\nproxy_protocol = \"v2\"", "proxy_protocol")]
    public async Task A_key_that_is_not_built_yet_is_refused_and_never_ignored(string addition, string what)
    {
        var outcome = await CheckAsync($"{Server}\n{addition}\n");
        outcome.AssertRefused($"{what} is not built yet; ");
        Assert.DoesNotContain("unknown key", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("64GiB", null)]
    [InlineData("1MiB", null)]
    [InlineData("64", "has no unit")]
    [InlineData("1023KiB", "write 1MiB or more")]
    public async Task Keys_are_renewed_after_an_amount_with_its_unit(string written, string? fault)
    {
        var outcome = await CheckAsync($"{Server}\n[policy.default]\nkey_update_after = \"{written}\"\n");
        if (fault is null) Assert.Equal(ExitCodes.Done, outcome.ExitCode);
        else outcome.AssertRefused("adit.toml:19: ", fault);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("[policy.default]\nsession_tickets = true", true)]
    [InlineData("[policy.default]\nsession_tickets = false", false)]
    public async Task Sessions_are_resumed_unless_the_policy_says_no(string policy, bool isResumed)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        using var memory = new SessionMemory();
        var faults = new Faults();
        var file = folder.Write("server.toml", $"{File.ReadAllText(folder.File("server.toml"))}\n{policy}\n");
        var server = new TunnelLoader(faults, TimeProvider.System, memory).Load(ConfigurationFile.Read(file, faults))[0].Options.Server!.Options;
        faults.ThrowIfAny();
        Assert.Equal(isResumed ? memory.TicketKeys : null, server.TicketKeys);
        Assert.Equal("server", server.SessionScope);
    }

    [Fact]
    public async Task All_faults_of_a_file_are_told_at_once()
    {
        var outcome = await CheckAsync(Server
            .Replace("mode = \"server\"", "mode = \"server\"\nhandshake_timeout = \"10\"\nmax_conections = 4", StringComparison.Ordinal)
            .Replace("cn =", "common_name =", StringComparison.Ordinal));
        outcome.AssertRefused("unknown key \"max_conections\"", "\"10\" has no unit", "unknown key \"common_name\"", "says nothing that the peer must prove");
    }

    [Fact]
    public async Task A_policy_named_default_is_every_tunnels_that_names_none()
    {
        var outcome = await CheckAsync($"{Server}\n[policy.default]\ngroups = [\"x25519\"]\n", "--json");
        Assert.Equal(["x25519"], outcome.Json.GetProperty("tunnels")[0].GetProperty("groups").EnumerateArray().Select(g => g.GetString()));
        Assert.Equal("no_post_quantum_group", outcome.Json.GetProperty("findings")[0].GetProperty("code").GetString());
        Assert.Equal(ExitCodes.Findings, outcome.ExitCode);
    }

    [Theory]
    [InlineData("modern", "modern-2026-11", "X25519MLKEM768 x25519 secp256r1 secp384r1")]
    [InlineData("post-quantum", "post-quantum-2026-11", "X25519MLKEM768 SecP256r1MLKEM768 SecP384r1MLKEM1024")]
    [InlineData("compatible-2026-11", "compatible-2026-11", "X25519MLKEM768 SecP256r1MLKEM768 SecP384r1MLKEM1024 x25519 secp256r1 secp384r1 secp521r1")]
    public async Task Check_prints_what_a_profile_expands_to_under_its_dated_name(string profile, string name, string groups)
    {
        var tunnel = (await CheckAsync($"{Server}\n[policy.default]\nprofile = \"{profile}\"\n", "--json")).Json.GetProperty("tunnels")[0];
        Assert.Equal(name, tunnel.GetProperty("policy").GetString());
        Assert.Equal(groups, string.Join(' ', tunnel.GetProperty("groups").EnumerateArray().Select(g => g.GetString())));
    }

    [Fact]
    public async Task A_key_beside_a_profile_stands_in_place_of_the_profiles_list()
    {
        var outcome = await CheckAsync($"{Server}\n[policy.default]\nprofile = \"fips-approved\"\ngroups = [\"secp384r1\"]\n", "--json");
        var tunnel = outcome.Json.GetProperty("tunnels")[0];
        Assert.Equal("default", tunnel.GetProperty("policy").GetString());
        Assert.Equal(["secp384r1"], tunnel.GetProperty("groups").EnumerateArray().Select(g => g.GetString()));
        Assert.Equal(["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"], tunnel.GetProperty("cipher_suites").EnumerateArray().Select(g => g.GetString()));
        Assert.Equal("no_post_quantum_group", outcome.Json.GetProperty("findings")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("profile = \"moderm\"", "unknown profile \"moderm\"; did you mean modern?")]
    [InlineData("profile = \"nonsense\"", "unknown profile \"nonsense\"; known are compatible, compatible-2026-11, fips-approved")]
    [InlineData("profile = \"fips-approved\"\ngroups = [\"x25519\"]", "fips-approved-2026-11 can be narrowed and not widened, and x25519 is not one of")]
    [InlineData("profile = \"fips-approved\"\ngroups = [\"secp256r1\"]\nsignature_algorithms = [\"ed25519\"]", "and ed25519 is not one of")]
    public async Task A_policy_that_contradicts_itself_is_blamed_on_the_line_of_its_profile(string policy, string sentence)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var file = folder.Write("adit.toml", $"{Server}\n[policy.default]\n{policy}\n");
        (await Command.RunAsync("check", "-c", file)).AssertRefused($"adit: {file}:19: ", sentence);
    }

    [Fact]
    public async Task The_fips_approved_profile_is_refused_where_the_platform_has_no_ML_KEM()
    {
        if (System.Security.Cryptography.MLKem.IsSupported) Assert.Skip("The platform has ML-KEM.");
        var outcome = await CheckAsync($"{Server}\n[policy.default]\nprofile = \"fips-approved\"\n");
        outcome.AssertRefused("no ML-KEM for SecP256r1MLKEM768 here: give it OpenSSL 3.5 or newer, or list classical groups only (secp256r1, secp384r1).");
    }

    [Fact]
    public async Task A_policy_that_no_tunnel_has_is_refused_and_never_ignored() =>
        (await CheckAsync($"{Server}\n[policy.Default]\ngroups = [\"X25519MLKEM768\"]\n")).AssertRefused("adit.toml:18: ", "no tunnel has [policy.Default]; name it in a tunnel's policy, or remove it.");

    [Fact]
    public async Task A_peer_that_is_taken_from_allow_may_stay_in_the_file() =>
        Assert.Equal(0, (await CheckAsync($"{Server}\n[[peer]]\nname = \"other\"\ntrust = \"corp\"\ncn = \"other\"\n")).ExitCode);

    [Fact]
    public async Task A_misspelt_reference_is_one_fault()
    {
        var outcome = await CheckAsync(Server.Replace("identity = \"edge\"", "identity = \"edge\"\npolicy = \"strcit\"", StringComparison.Ordinal) + "\n[policy.strict]\nprofile = \"modern\"\n");
        Assert.Contains("there is no [policy.strcit]", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("no tunnel has", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peers_of_two_trusts_want_two_tunnels()
    {
        var outcome = await CheckAsync(Server.Replace("allow = [\"web\"]", "allow = [\"web\", \"lab\"]", StringComparison.Ordinal)
            + "\n[trust.lab]\nca_file = \"ca.pem\"\n[[peer]]\nname = \"lab\"\ntrust = \"lab\"\ncn = \"lab\"\n");
        outcome.AssertRefused("more than one for a tunnel is not built yet");
    }

    [Fact]
    public async Task Two_tunnels_of_one_name_are_refused()
    {
        var tunnel = Server[Server.IndexOf("[[tunnel]]", StringComparison.Ordinal)..];
        (await CheckAsync($"{Server}\n{tunnel}")).AssertRefused("there are 2 tunnels named \"pg\"");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_usage_fault()
    {
        (await Command.RunAsync("run", "-c", "nowhere.toml")).AssertRefused("nowhere.toml: there is no such file");
        (await Command.RunAsync("run")).AssertRefused("give one with -c FILE");
        (await Command.RunAsync("check")).AssertRefused("give one with -c FILE");
    }

    private static async Task<Outcome> CheckAsync(string toml, params string[] flags)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        return await Command.RunAsync(["check", "-c", folder.Write("adit.toml", toml), .. flags]);
    }
}
