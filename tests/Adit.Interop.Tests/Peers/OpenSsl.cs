using System.Text.RegularExpressions;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop.Peers;

/// <summary><c>openssl s_client</c> and <c>openssl s_server</c>, of any version.</summary>
internal sealed partial class OpenSsl : ITlsPeer
{
    private readonly Func<Command> program;

    private OpenSsl(Func<Command> program, string defaultGroup, params string[] groups)
        => (this.program, DefaultGroup, Groups) = (program, defaultGroup, groups);

    /// <summary>This system's, 3.0 on Debian bookworm: no hybrid.</summary>
    public static OpenSsl System { get; } = new(
        () => new Command(Peer.Require("openssl", "openssl", "apt-get install openssl")),
        "x25519",
        "x25519",
        "secp256r1",
        "secp384r1",
        "secp521r1",
        "ffdhe2048",
        "ffdhe3072");

    /// <summary>Debian trixie's, 3.5: the hybrid is its first choice.</summary>
    public static OpenSsl Trixie { get; } = new(
        () => TrixieTree.Program("usr/bin/openssl"),
        "X25519MLKEM768",
        "X25519MLKEM768",
        "SecP256r1MLKEM768",
        "SecP384r1MLKEM1024",
        "x25519",
        "secp256r1",
        "secp384r1",
        "secp521r1",
        "MLKEM768",
        "MLKEM1024",
        "ffdhe2048",
        "ffdhe3072")
    {
        KeyKinds = Enum.GetValues<KeyKind>(),
        Wording = System.Wording with { RawKeySeen = "Peer used raw public key" },
    };

    /// <summary>The program itself, for what the interface does not ask of it.</summary>
    public Command Program => program();

    public string DefaultGroup { get; }

    public IReadOnlyList<string> Groups { get; }

    public IReadOnlyList<KeyKind> KeyKinds { get; private init; } = Certificates.KeyKinds.Classical;

    public bool TakesSha384Keys => true;

    public PeerWording Wording { get; private init; } = new()
    {
        ClientToldUnknownAuthority = "alert unknown ca",
        ClientToldHandshakeFailure = "alert handshake failure",
        ClientToldDecryptError = "alert decrypt error",
        ServerToldUnknownAuthority = "alert unknown ca",
        ServerDistrustsClient = "certificate verify failed",
        ServerFindsNoGroup = "no suitable key share",
    };

    public Command Client(ClientCall call)
        => program().With(
        [
            "s_client", "-connect", $"127.0.0.1:{call.Port}", "-brief", "-nocommands", .. Choices(call.Groups, call.CipherSuite),
            .. call.SharedKey is { } key ? ByPsk(key)
                // Its command line knows no pins.
                : call.ByRawKeys ? ByRawKeys(call.Own)
                : [.. Own(call.Own), "-CAfile", call.TrustFile!, "-verify_return_error", "-servername", call.ServerName, "-verify_hostname", call.ServerName],
        ]);

    public Command Server(ServerCall call)
        => program().With(
        [
            "s_server", "-accept", "127.0.0.1:0", "-rev", .. Choices(call.Groups, call.CipherSuite),
            .. call.SharedKey is { } key ? ["-nocert", .. ByPsk(key)]
                : call.ByRawKeys ? [.. ByRawKeys(call.Own), "-Verify", "2"]
                : call.ClientTrustFile is { } trust ? [.. Own(call.Own), "-CAfile", trust, "-Verify", "2", "-verify_return_error"]
                : Own(call.Own),
        ]);

    public byte[] Answer(byte[] request) => Payload.ReverseLines(request);

    public TlsReport ClientReport(FinishedProcess client) => Read(client.Errors);

    public TlsReport ServerReport(RunningProcess server) => Read(server.Errors.Text);

    // It takes its key from a certificate, of which only the key is sent.
    private static string[] ByRawKeys(CertificateFiles? own) => [.. Own(own), "-enable_server_rpk", "-enable_client_rpk"];

    private static string[] ByPsk(SharedKey key) => ["-tls1_3", "-psk_identity", SharedKey.Identity, .. key.SessionFile is { } session ? ["-psk_session", session] : (string[])["-psk", key.Hex]];

    private static string[] Own(CertificateFiles? own) => own is null ? [] : ["-cert", own.Certificate, "-key", own.Key];

    private static string[] Choices(IReadOnlyList<string> groups, string? suite)
        => [.. groups.Count == 0 ? (string[])[] : ["-groups", string.Join(':', groups.Select(OpenSslName))], .. suite is null ? (string[])[] : ["-ciphersuites", suite]];

    private static string OpenSslName(string group) => group switch
    {
        "x25519" => "X25519",
        "secp256r1" => "P-256",
        "secp384r1" => "P-384",
        "secp521r1" => "P-521",
        _ => group,
    };

    private static TlsReport Read(string brief)
    {
        var group = GroupLine().Match(brief);
        var suite = SuiteLine().Match(brief);
        return new TlsReport(group.Success ? IanaName(group.Groups[1].Value) : null, suite.Success ? suite.Groups[1].Value : null);
    }

    private static string IanaName(string group) => group switch
    {
        "X25519" => "x25519",
        "prime256v1" => "secp256r1",
        "ML-KEM-768" => "MLKEM768",
        "ML-KEM-1024" => "MLKEM1024",
        "DH, 2048" => "ffdhe2048",
        "DH, 3072" => "ffdhe3072",
        _ => group,
    };

    // "Server Temp Key: ECDH, prime256v1, 256 bits" (3.0), "Peer Temp Key: X25519, 253 bits", "Peer Temp Key: DH, 2048 bits", "Negotiated TLS1.3 group: X25519MLKEM768" (3.5).
    [GeneratedRegex(@"^(?:(?:Server|Peer) Temp Key|Negotiated TLS1\.3 group): (?:ECDH, )?(DH, \d+|[^,\r\n]+)", RegexOptions.Multiline)]
    private static partial Regex GroupLine();

    [GeneratedRegex(@"^Ciphersuite: (\S+)", RegexOptions.Multiline)]
    private static partial Regex SuiteLine();
}
