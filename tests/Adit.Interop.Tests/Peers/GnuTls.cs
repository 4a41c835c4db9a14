using System.Text.RegularExpressions;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;

namespace Adit.Interop.Peers;

/// <summary><c>gnutls-cli</c> and <c>gnutls-serv</c>.</summary>
internal sealed partial class GnuTls : ITlsPeer
{
    private const string Install = "apt-get install gnutls-bin";

    public IReadOnlyList<string> Groups { get; } = ["x25519", "secp256r1", "secp384r1", "secp521r1", "ffdhe2048", "ffdhe3072"];

    public IReadOnlyList<KeyKind> KeyKinds => Certificates.KeyKinds.Classical;

    public bool TakesSha384Keys => false;

    // It sends shares for secp256r1 and x25519 and prefers the former; our server takes its own first choice, x25519.
    public string DefaultGroup => "x25519";

    public PeerWording Wording { get; } = new()
    {
        ClientToldUnknownAuthority = "alert [48]",
        ClientToldHandshakeFailure = "alert [40]",
        ClientToldDecryptError = "alert [51]",
        ServerToldUnknownAuthority = "fatal alert",
        ServerDistrustsClient = "Error in the certificate",
        ServerFindsNoGroup = "handshake",
        RawKeySeen = "Certificate type: Raw Public Key",
    };

    public Command Client(ClientCall call)
        => new Command(Peer.Require("gnutls-cli", "gnutls-cli", Install)).With(
        [
            "127.0.0.1", "--port", $"{call.Port}", "--logfile", "/dev/stderr",
            "--priority", Priority(call.Groups, call.CipherSuite, call.ByRawKeys, call.SharedKey is not null), .. Own(call.Own, call.ByRawKeys),
            .. call.SharedKey is { } key ? ["--pskusername", SharedKey.Identity, "--pskkey", key.Hex]
                // It has no pins but its known_hosts file; that its peer's key is ours is seen by the signature.
                : call.ByRawKeys ? ["--no-ca-verification"]
                : (string[])["--x509cafile", call.TrustFile!, "--sni-hostname", call.ServerName, "--verify-hostname", call.ServerName],
        ]);

    public Command Server(ServerCall call)
        => new Command(Peer.Require("gnutls-serv", "gnutls-serv", Install)).With(
        [
            "--port", "0", "--echo", "--crlf",
            "--priority", Priority(call.Groups, call.CipherSuite, call.ByRawKeys, call.SharedKey is not null), .. Own(call.Own, call.ByRawKeys),
            .. call.SharedKey is { } key ? ["--disable-client-cert", "--pskpasswd", key.File]
                : call.ByRawKeys ? ["--require-client-cert"]
                : call.ClientTrustFile is { } trust ? ["--require-client-cert", "--verify-client-cert", "--x509cafile", trust]
                : (string[])["--disable-client-cert"],
        ]);

    public byte[] Answer(byte[] request) => request;

    public TlsReport ClientReport(FinishedProcess client) => Read(client.Errors);

    public TlsReport ServerReport(RunningProcess server) => Read(server.Output.Text);

    private static string[] Own(CertificateFiles? own, bool byRawKeys) => own is null ? []
        : byRawKeys ? ["--rawpkkeyfile", own.Key, "--rawpkfile", own.PublicKey]
        : ["--x509certfile", own.Certificate, "--x509keyfile", own.Key];

    private static string Priority(IReadOnlyList<string> groups, string? suite, bool byRawKeys, bool byPsk)
        => "NORMAL:-VERS-ALL:+VERS-TLS1.3"
            + (groups.Count == 0 ? "" : ":-GROUP-ALL" + string.Concat(groups.Select(group => $":+GROUP-{group.ToUpperInvariant()}")))
            + (suite is null ? "" : $":-CIPHER-ALL:+{CipherName(suite)}")
            + (byRawKeys ? ":-CTYPE-ALL:+CTYPE-CLI-RAWPK:+CTYPE-SRV-RAWPK" : "")
            + (byPsk ? ":-KX-ALL:+ECDHE-PSK:+DHE-PSK" : "");

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
        var group = line.Groups[1];
        return line.Success
            ? new TlsReport(group.Success ? group.Value.ToLowerInvariant() : null, SuiteName(line.Groups[2].Value))
            : new TlsReport(null, null);
    }

    private static string SuiteName(string cipher) => cipher switch
    {
        "AES-128-GCM" => "TLS_AES_128_GCM_SHA256",
        "AES-256-GCM" => "TLS_AES_256_GCM_SHA384",
        "CHACHA20-POLY1305" => "TLS_CHACHA20_POLY1305_SHA256",
        _ => cipher,
    };

    // - Description: (TLS1.3-X.509)-(ECDHE-SECP256R1)-(ECDSA-SECP256R1-SHA256)-(AES-256-GCM), and by a pre-shared key (TLS1.3-X.509)--(AES-256-GCM)
    [GeneratedRegex(@"Description: \(TLS1\.3[^)]*\)-(?:\((?:EC)?DHE-([^)]+)\)-\([^)]+\))?-\(([^)]+)\)")]
    private static partial Regex DescriptionLine();
}
