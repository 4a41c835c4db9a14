using System.Text.Json;

namespace Adit.Cli.Tests;

public sealed class CheckTests
{
    [Theory]
    [InlineData("server.toml")]
    [InlineData("client.toml")]
    public async Task What_init_made_has_no_findings(string file)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var outcome = await Command.RunAsync("check", "-c", folder.File(file));
        Assert.Equal((ExitCodes.Done, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("X25519MLKEM768, x25519", outcome.Output, StringComparison.Ordinal);
        Assert.EndsWith($"{folder.File(file)}: no findings.\n", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300, "certificate_expires_soon")]
    [InlineData(400, "certificate_expired")]
    [InlineData(-2, "certificate_not_yet_valid")]
    [InlineData(2600, "ca_expires_soon")]
    [InlineData(4000, "ca_expired")]
    public async Task A_certificate_out_of_its_time_is_a_finding(double days, string code)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var outcome = await Command.RunAsync(["check", "-c", folder.File("server.toml"), "--json"], FixedClock.InDays(days));
        Assert.Equal(ExitCodes.Findings, outcome.ExitCode);
        Assert.Contains(code, outcome.Json.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("server", "client", "serverAuth")]
    [InlineData("client", "server", "clientAuth")]
    public async Task A_certificate_of_our_own_for_the_other_end_is_a_finding(string end, string identity, string lacking)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        folder.Edit($"{end}.toml", $"\"{end}.pem\"", $"\"{identity}.pem\"");
        var outcome = await Command.RunAsync("check", "-c", folder.Edit($"{end}.toml", $"\"{end}.key\"", $"\"{identity}.key\""));
        Assert.Equal(ExitCodes.Findings, outcome.ExitCode);
        Assert.Contains($"finding certificate_wrong_use in tunnel {end}: The certificate of \"CN={identity}\" is not for {end}s", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"issue it with {lacking}.", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server.toml")]
    [InlineData("client.toml")]
    public async Task A_key_log_is_a_finding_and_no_file_yet(string file)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var outcome = await Command.RunAsync("check", "-c", folder.Edit(file, "target =", "unsafe_keylog = \"keys\"\ntarget ="));
        Assert.Equal(ExitCodes.Findings, outcome.ExitCode);
        Assert.Contains($"finding unsafe_keylog in tunnel {Path.GetFileNameWithoutExtension(file)}: UNSAFE: the secrets of every connection are written to {folder.File("keys")}", outcome.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("keys")));
    }

    [Fact]
    public async Task A_key_log_that_is_there_already_is_a_fault()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        folder.Write("keys", "");
        (await Command.RunAsync("check", "-c", folder.Edit("server.toml", "target =", "unsafe_keylog = \"keys\"\ntarget ="))).AssertRefused("is there already");
    }

    [Fact]
    public async Task An_open_door_is_a_finding()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        folder.Edit("server.toml", "allow = [\"client\"]", "disable_authentication = true\nunsafe_target = true");
        var file = folder.Edit("server.toml", "target = \"127.0.0.1:8000\"", "target = \"192.0.2.1:8000\"");
        var outcome = await Command.RunAsync("check", "-c", file);
        Assert.Equal(ExitCodes.Findings, outcome.ExitCode);
        Assert.Contains("finding authentication_disabled in tunnel server: ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("finding unsafe_target in tunnel server: ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("allow                everybody", outcome.Output, StringComparison.Ordinal);
        Assert.EndsWith(": 2 findings.\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_of_a_key_alone_is_told_by_its_pin_and_has_no_findings()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var file = folder.Edit("server.toml", "certificate = \"server.pem\"\n", "");
        var pin = (await Command.RunAsync("pin", folder.File("server.key"))).Output.Trim();

        var text = await Command.RunAsync("check", "-c", file);
        Assert.Equal((ExitCodes.Done, ""), (text.ExitCode, text.Error));
        Assert.Contains($"identity             raw public key, ECDSA P-256, {pin}\n", text.Output, StringComparison.Ordinal);

        var identity = (await Command.RunAsync("check", "-c", file, "--json")).Json.GetProperty("tunnels")[0].GetProperty("identity");
        Assert.Equal("RawPublicKey", identity.GetProperty("certificate_type").GetString());
        Assert.Equal("ECDSA P-256", identity.GetProperty("algorithm").GetString());
        Assert.Equal(pin, identity.GetProperty("pin").GetString());
    }

    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    public async Task An_end_with_several_identities_tells_each_and_looks_at_each(string end)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var file = folder.Edit($"{end}.toml", $"[identity.{end}]", $"""
            [identity.key]
            private_key = "{end}.key"

            [identity.{end}]
            """);
        file = folder.Edit($"{end}.toml", $"identity = \"{end}\"", $"identity = [\"{end}\", \"key\"]");
        var text = await Command.RunAsync("check", "-c", file);
        Assert.Equal((ExitCodes.Done, ""), (text.ExitCode, text.Error));
        Assert.Contains($"identity             CN={end}", text.Output, StringComparison.Ordinal);
        Assert.Contains("identity             raw public key", text.Output, StringComparison.Ordinal);

        var tunnel = (await Command.RunAsync(["check", "-c", file, "--json"], FixedClock.InDays(500))).Json;
        Assert.Contains("certificate_expired", tunnel.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString()));
        Assert.Equal("RawPublicKey", tunnel.GetProperty("tunnels")[0].GetProperty("further_identities")[0].GetProperty("certificate_type").GetString());
    }

    [Fact]
    public async Task A_response_to_staple_is_read_and_told()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        File.WriteAllBytes(folder.File("server.ocsp"), [0x30, 3, 10, 1, 0]);
        var file = folder.Edit("server.toml", "certificate =", "ocsp_response_file = \"server.ocsp\"\ncertificate =");
        Assert.Contains(", with an OCSP response\n", (await Command.RunAsync("check", "-c", file)).Output, StringComparison.Ordinal);
        Assert.True((await Command.RunAsync("check", "-c", file, "--json")).Json.GetProperty("tunnels")[0].GetProperty("identity").GetProperty("ocsp_response").GetBoolean());
    }

    [Fact]
    public async Task An_open_plaintext_listener_is_a_finding()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var file = folder.Edit("client.toml", "listen = [\"127.0.0.1:8001\"]", "listen = [\"0.0.0.0:8001\"]\nunsafe_listen = true");
        var outcome = await Command.RunAsync("check", "-c", file, "--json");
        Assert.Equal("unsafe_listen", outcome.Json.GetProperty("findings")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_file_that_cannot_be_loaded_is_told_in_json_too()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var file = folder.Edit("server.toml", "allow =", "alow =");
        var outcome = await Command.RunAsync("check", "-c", file, "--json");
        outcome.AssertRefused("did you mean allow?");
        Assert.Equal(JsonValueKind.Object, outcome.Json.ValueKind);
        Assert.Contains(outcome.Json.GetProperty("errors").EnumerateArray(), e => e.GetString()!.Contains("did you mean allow?", StringComparison.Ordinal));
        Assert.Empty(outcome.Json.GetProperty("tunnels").EnumerateArray());
    }
}
