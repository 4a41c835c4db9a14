using System.Text.RegularExpressions;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;

namespace Adit.Interop.Peers;

/// <summary><c>gnutls-cli</c> and <c>gnutls-serv</c>.</summary>
internal sealed partial class GnuTls : ITlsPeer, IRawKeyPeer
{
    private const string Install = "apt-get install gnutls-bin";

    public IReadOnlyList<string> Groups { get; } = ["x25519", "secp256r1", "secp384r1"];

    // It sends shares for secp256r1 and x25519 and prefers the former; our server takes its own first choice, x25519.
    public string DefaultGroup => "x25519";

    public Command Client(ClientCall call)
        => new Command(Peer.Require("gnutls-cli", "gnutls-cli", Install)).With(
        [
            "127.0.0.1", "--port", $"{call.Port}", "--logfile", "/dev/stderr", "--x509cafile", call.TrustFile,
            "--sni-hostname", call.ServerName, "--verify-hostname", call.ServerName,
            "--priority", Priority(call.Group, call.CipherSuite), .. Own(call.Own),
        ]);

    public Command Server(ServerCall call)
        => new Command(Peer.Require("gnutls-serv", "gnutls-serv", Install)).With(
        [
            "--port", "0", "--echo", "--crlf", "--priority", Priority(call.Group, call.CipherSuite), .. Own(call.Own),
            .. call.ClientTrustFile is { } trust ? ["--require-client-cert", "--verify-client-cert", "--x509cafile", trust] : (string[])["--disable-client-cert"],
        ]);

    public string RawKeySeen => "Certificate type: Raw Public Key";

    // It has no pins but its known_hosts file; that its peer's key is ours is seen by the signature.
    public Command RawKeyClient(int port, CertificateFiles own)
        => new Command(Peer.Require("gnutls-cli", "gnutls-cli", Install)).With(
        ["127.0.0.1", "--port", $"{port}", "--logfile", "/dev/stderr", "--no-ca-verification", "--priority", RawKeyPriority, .. RawKey(own)]);

    public Command RawKeyServer(CertificateFiles own)
        => new Command(Peer.Require("gnutls-serv", "gnutls-serv", Install)).With(
        ["--port", "0", "--echo", "--crlf", "--require-client-cert", "--priority", RawKeyPriority, .. RawKey(own)]);

    public byte[] Answer(byte[] request) => request;

    public TlsReport ClientReport(FinishedProcess client) => Read(client.Errors);

    public TlsReport ServerReport(RunningProcess server) => Read(server.Output.Text);

    private static string RawKeyPriority => Priority(null, null) + ":-CTYPE-ALL:+CTYPE-CLI-RAWPK:+CTYPE-SRV-RAWPK";

    private static string[] RawKey(CertificateFiles own) => ["--rawpkkeyfile", own.Key, "--rawpkfile", own.PublicKey];

    private static string[] Own(CertificateFiles? own) => own is null ? [] : ["--x509certfile", own.Certificate, "--x509keyfile", own.Key];

    private static string Priority(string? group, string? suite)
        => "NORMAL:-VERS-ALL:+VERS-TLS1.3"
            + (group is null ? "" : $":-GROUP-ALL:+GROUP-{group.ToUpperInvariant()}")
            + (suite is null ? "" : $":-CIPHER-ALL:+{CipherName(suite)}");

    private static string CipherName(string suite) => suite switch
    {
        "TLS_AES_128_GCM_SHA256" => "AES-128-GCM",
        "TLS_AES_256_GCM_SHA384" => "AES-256-GCM",
        "TLS_CHACHA20_POLY1305_SHA256" => "CHACHA20-POLY1305",
        _ => throw new ArgumentOutOfRangeException(nameof(suite)),
    };

    private static TlsReport Read(string text)
    {
        var line = DescriptionLine().Match(text);
        return line.Success
            ? new TlsReport(line.Groups[1].Value.ToLowerInvariant(), SuiteName(line.Groups[2].Value))
            : new TlsReport(null, null);
    }

    private static string SuiteName(string cipher) => cipher switch
    {
        "AES-128-GCM" => "TLS_AES_128_GCM_SHA256",
        "AES-256-GCM" => "TLS_AES_256_GCM_SHA384",
        "CHACHA20-POLY1305" => "TLS_CHACHA20_POLY1305_SHA256",
        _ => cipher,
    };

    // - Description: (TLS1.3-X.509)-(ECDHE-SECP256R1)-(ECDSA-SECP256R1-SHA256)-(AES-256-GCM)
    [GeneratedRegex(@"Description: \(TLS1\.3[^)]*\)-\(ECDHE-([^)]+)\)-\([^)]+\)-\(([^)]+)\)")]
    private static partial Regex DescriptionLine();
}
