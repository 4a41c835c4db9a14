using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Adit.Identity.Keys;
using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Certificates;

namespace Adit.Cli.Tests;

/// <summary><c>connect</c> against a server end of the engine, on loopback.</summary>
public sealed class ConnectTests
{
    [Fact]
    public async Task The_end_of_input_is_a_half_close_and_the_answer_is_read_to_its_end()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var input = Encoding.ASCII.GetBytes(new string('x', 100_000));
        var (outcome, received) = await ConnectAsync(folder, input, async (stream, token) =>
        {
            using var all = new MemoryStream();
            await stream.CopyToAsync(all, token);
            await stream.WriteAsync("the answer to it"u8.ToArray(), token);
            await stream.CloseWriteAsync(token);
            return all.ToArray();
        });
        Assert.Equal((ExitCodes.Done, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(input, received);
        Assert.Equal("the answer to it", Encoding.ASCII.GetString(outcome.Bytes));
    }

    [Fact]
    public async Task An_answer_that_is_cut_short_is_a_failure()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var (outcome, _) = await ConnectAsync(folder, [], async (stream, token) =>
        {
            await stream.WriteAsync("half of"u8.ToArray(), token);
            stream.Abort();
            return [];
        });
        Assert.Equal(ExitCodes.Failed, outcome.ExitCode);
        Assert.StartsWith("adit: 127.0.0.1:", outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("--server-name", "other.example.org", "--server-name")]
    [InlineData("--groups", "secp384r1", "--groups")]
    [InlineData("--pin", "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "--pin")]
    public async Task A_failed_handshake_is_one_line_that_ends_in_what_to_do(string flag, string value, string advice)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        string[] trust = flag == "--pin" ? [] : ["--ca", folder.File("ca.pem")];
        var (outcome, _) = await ConnectAsync(folder, [], (_, _) => Task.FromResult<byte[]>([]), [.. Identity(folder), .. trust, flag, value]);
        AssertRefused(outcome, advice);
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_told_to_give_one()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var (outcome, _) = await ConnectAsync(folder, [], (_, _) => Task.FromResult<byte[]>([]), ["--ca", folder.File("ca.pem")]);
        AssertRefused(outcome, "give --cert and --key");
    }

    [Fact]
    public async Task A_pinned_server_needs_no_ca()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var pin = (await Command.RunAsync("pin", folder.File("server.pem"))).Output.Trim();
        var (outcome, _) = await ConnectAsync(folder, [], EndAsync, [.. Identity(folder), "--pin", pin]);
        Assert.Equal((ExitCodes.Done, ""), (outcome.ExitCode, outcome.Error));
    }

    [Theory]
    [InlineData("p256", "ed25519")]
    [InlineData("ed25519", "p256")]
    public async Task Two_ends_that_pin_each_other_need_no_certificates(string serverType, string clientType)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var (serverKey, serverPin) = await KeyAsync(folder, "s.key", serverType);
        var (clientKey, clientPin) = await KeyAsync(folder, "c.key", clientType);
        var (outcome, received) = await ConnectAsync(folder, [7], ReadAsync, ["--key", clientKey, "--pin", serverPin], PinServer(serverKey, clientPin));
        Assert.Equal((ExitCodes.Done, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal([7], received);
    }

    [Fact]
    public async Task A_key_that_the_client_did_not_pin_is_refused_before_it_gets_a_byte()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var (serverKey, _) = await KeyAsync(folder, "s.key");
        var (clientKey, clientPin) = await KeyAsync(folder, "c.key");
        var (outcome, received) = await ConnectAsync(folder, [7], ReadAsync, ["--key", clientKey, "--pin", clientPin], PinServer(serverKey, clientPin));
        AssertRefused(outcome, "--pin");
        Assert.Empty(received);
    }

    [Fact]
    public async Task A_key_that_the_server_did_not_pin_is_refused_before_it_is_read()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var (serverKey, serverPin) = await KeyAsync(folder, "s.key");
        var (clientKey, _) = await KeyAsync(folder, "c.key");
        var (outcome, received) = await ConnectAsync(folder, [7], ReadAsync, ["--key", clientKey, "--pin", serverPin], PinServer(serverKey, serverPin));
        AssertRefused(outcome, "have the server's operator let this certificate or key in");
        Assert.Empty(received);
    }

    [Fact]
    public async Task A_server_that_pins_nobody_takes_no_key_alone_and_the_advice_says_so()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var (key, _) = await KeyAsync(folder, "c.key");
        var (outcome, _) = await ConnectAsync(folder, [], EndAsync, ["--key", key, "--ca", folder.File("ca.pem")]);
        AssertRefused(outcome, "--allow-pin there");
    }

    [Theory]
    [InlineData(new string[0], false)]
    [InlineData(new[] { "--client-hello", "hybrid" }, false)]
    [InlineData(new[] { "--client-hello", "retry" }, true)]
    public async Task The_first_hello_has_a_key_share_unless_told_otherwise(string[] flags, bool retried)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var (outcome, served) = await ConnectAsync(folder, [], TellRetryAsync, [.. Identity(folder), "--ca", folder.File("ca.pem"), .. flags]);
        Assert.Equal((ExitCodes.Done, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal([retried ? (byte)1 : (byte)0], served);
    }

    [Theory]
    [InlineData("auto", true)]
    [InlineData("hybrid", false)]
    public async Task A_hello_that_is_answered_by_a_close_is_followed_by_one_without_a_key_share(string how, bool follows)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        string[] flags = [.. Identity(folder), "--ca", folder.File("ca.pem"), "--client-hello", how];
        var (outcome, served) = await ConnectAsync(folder, [], TellRetryAsync, flags, closeFirst: true);
        Assert.Equal(follows ? ExitCodes.Done : ExitCodes.Failed, outcome.ExitCode);
        Assert.Equal(follows ? [1] : [], served);
    }

    [Fact]
    public async Task An_unknown_way_to_begin_is_refused()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        (await Command.RunAsync(["connect", "127.0.0.1:1", .. Identity(folder), "--ca", folder.File("ca.pem"), "--client-hello", "retri"]))
            .AssertRefused("--client-hello: \"retri\" is no way to begin a handshake; did you mean retry?");
    }

    [Fact]
    public async Task At_the_age_of_a_session_the_input_ends_and_the_answer_is_still_read()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var (outcome, received) = await ConnectAsync(folder, await EndlessAsync("half of it"), async (stream, token) =>
        {
            using var all = new MemoryStream();
            await stream.CopyToAsync(all, token);
            await stream.WriteAsync("the answer to it"u8.ToArray(), token);
            await stream.CloseWriteAsync(token);
            return all.ToArray();
        }, Aging(folder, "1s"));
        AssertRefused(outcome, "the session reached its --max-session-age of 1s, and standard input had not ended; connect again");
        Assert.Equal("half of it", Encoding.ASCII.GetString(received));
        Assert.Equal("the answer to it", Encoding.ASCII.GetString(outcome.Bytes));
    }

    [Fact]
    public async Task A_server_that_does_not_end_within_thirty_seconds_of_that_age_is_cut()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var (outcome, received) = await ConnectAsync(folder, await EndlessAsync(""), async (stream, token) =>
        {
            Assert.Equal(0, await stream.ReadAsync(new byte[1], token));
            var cut = await Assert.ThrowsAnyAsync<IOException>(async () =>
            {
                while (true) await stream.WriteAsync(new byte[100_000], token);
            });
            return [1];
        }, Aging(folder, "1ms"), clock: new HastyClock());
        AssertRefused(outcome, "the session reached its --max-session-age of 1ms, and the server had not ended 30s later; connect again");
        Assert.Equal([1], received);
    }

    [Fact]
    public async Task A_session_that_ends_before_its_age_is_like_any_other()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var (outcome, received) = await ConnectAsync(folder, [7], ReadAsync, Aging(folder, "1h"));
        Assert.Equal((ExitCodes.Done, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal([7], received);
    }

    [Fact]
    public async Task An_age_that_means_nothing_is_blamed_on_its_flag()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        (await Command.RunAsync(["connect", "127.0.0.1:1", .. Aging(folder, "7")])).AssertRefused("--max-session-age: \"7\" has no unit");
    }

    [Fact]
    public async Task A_key_log_shouts_and_holds_five_secrets_of_the_connection()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var (outcome, _) = await ConnectAsync(folder, [], EndAsync, [.. Identity(folder), "--ca", folder.File("ca.pem"), "--unsafe-keylog", folder.File("keys")]);
        Assert.Equal(ExitCodes.Done, outcome.ExitCode);
        Assert.StartsWith("adit: UNSAFE: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(5, File.ReadAllLines(folder.File("keys")).Length);
    }

    [Fact]
    public async Task The_environment_alone_turns_no_key_log_on()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        Environment.SetEnvironmentVariable("SSLKEYLOGFILE", folder.File("keys"));
        try
        {
            var (outcome, _) = await ConnectAsync(folder, [], EndAsync);
            Assert.Equal((ExitCodes.Done, ""), (outcome.ExitCode, outcome.Error));
        }
        finally
        {
            Environment.SetEnvironmentVariable("SSLKEYLOGFILE", null);
        }

        Assert.False(File.Exists(folder.File("keys")));
    }

    [Fact]
    public async Task A_key_log_that_is_there_already_is_refused()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        folder.Write("keys", "");
        (await Command.RunAsync(["connect", "127.0.0.1:1", .. Identity(folder), "--ca", folder.File("ca.pem"), "--unsafe-keylog", folder.File("keys")]))
            .AssertRefused("--unsafe-keylog: ", "is there already");
    }

    private static async Task<byte[]> TellRetryAsync(TlsStream stream, CancellationToken token)
    {
        await EndAsync(stream, token);
        return [stream.Evidence.Negotiated!.HelloRetryRequest ? (byte)1 : (byte)0];
    }

    private static async Task<(string File, string Pin)> KeyAsync(TemporaryFolder folder, string name, string type = "p256")
    {
        var file = folder.File(name);
        await Command.RunAsync("keygen", "--type", type, "--out", file);
        return (file, (await Command.RunAsync("pin", file)).Output.Trim());
    }

    private static TlsServerOptions PinServer(string keyFile, string pin) => new()
    {
        Identities = [new TlsIdentity(CredentialFiles.ReadPrivateKey(keyFile))],
        Authenticator = new RuleAuthenticator(null, [new NamedRule("pinned", new PinRule(pin))]),
    };

    private static async Task<byte[]> ReadAsync(TlsStream stream, CancellationToken token)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, token);
        await stream.CloseWriteAsync(token);
        return all.ToArray();
    }

    private static async Task<byte[]> EndAsync(TlsStream stream, CancellationToken token)
    {
        await stream.CloseWriteAsync(token);
        return [];
    }

    private static void AssertRefused(Outcome outcome, string advice)
    {
        Assert.Equal(ExitCodes.Failed, outcome.ExitCode);
        Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("adit: 127.0.0.1:", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(advice, outcome.Error, StringComparison.Ordinal);
    }

    private static string[] Aging(TemporaryFolder folder, string age) =>
        [.. Identity(folder), "--ca", folder.File("ca.pem"), "--max-session-age", age, "--handshake-timeout", "10h", "--connect-timeout", "10h"];

    /// <summary>An input that says something and is never closed.</summary>
    private static async Task<Stream> EndlessAsync(string text)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(text));
        return pipe.Reader.AsStream();
    }

    /// <summary>A clock whose timers run a thousand times as fast.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 1000 : dueTime, period);
    }

    private static string[] Identity(TemporaryFolder folder) => ["--cert", folder.File("client.pem"), "--key", folder.File("client.key")];

    private static async Task<(Outcome Outcome, byte[] Served)> ConnectAsync(TemporaryFolder folder, byte[] input, Func<TlsStream, CancellationToken, Task<byte[]>> serve, string[]? flags = null, TlsServerOptions? options = null, bool closeFirst = false) =>
        await ConnectAsync(folder, new MemoryStream(input), serve, flags, options, closeFirst);

    private static async Task<(Outcome Outcome, byte[] Served)> ConnectAsync(TemporaryFolder folder, Stream input, Func<TlsStream, CancellationToken, Task<byte[]>> serve, string[]? flags = null, TlsServerOptions? options = null, bool closeFirst = false, TimeProvider? clock = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var listening = listener.Server; // closed, it says so; the listener that was stopped says that it never began
        var serving = ServeAsync();
        var outcome = await Command.RunAsync(["connect", listener.LocalEndpoint.ToString()!, .. flags ?? [.. Identity(folder), "--ca", folder.File("ca.pem")]], clock, input);
        listener.Stop();   // a command that never dialed leaves the accept waiting
        return (outcome, await serving);

        async Task<byte[]> ServeAsync()
        {
            var server = new TlsServer(options ?? new TlsServerOptions
            {
                Identities = [CredentialFiles.ReadIdentity(folder.File("server.pem"), folder.File("server.key"))],
                Authenticator = new RuleAuthenticator(new CertificateValidator(CredentialFiles.ReadTrustAnchors(folder.File("ca.pem"))), [new NamedRule("client", new CommonNameRule("client"))]),
                Policy = new Tls.Policy.TlsPolicy("test", [NamedGroup.X25519MLKEM768], Tls.Policy.TlsPolicy.Modern.CipherSuites, Tls.Policy.TlsPolicy.Modern.SignatureSchemes),
            });
            try
            {
                if (closeFirst) (await listening.AcceptAsync(limit.Token)).Dispose();
                var socket = await listening.AcceptAsync(limit.Token);
                await using var stream = await server.AcceptAsync(socket, cancellationToken: limit.Token);
                return await serve(stream, limit.Token);
            }
            catch (Exception e) when (e is TlsException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return [];
            }
        }
    }
}
