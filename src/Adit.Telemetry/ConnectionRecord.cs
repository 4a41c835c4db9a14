using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;

namespace Adit.Telemetry;

/// <summary>
/// All that is told of one connection, and the one line that tells it: what the TLS peer proved, offered and was refused for,
/// what was negotiated, how much went each way, and why it ended. Immutable.
/// </summary>
public sealed record ConnectionRecord
{
    /// <summary>The tunnel's name.</summary>
    public required string Tunnel { get; init; }

    /// <summary>How it went; it decides the level and the message of the line.</summary>
    public required ConnectionOutcome Outcome { get; init; }

    /// <summary>Why it ended, a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The address that connected to us.</summary>
    public string? From { get; init; }

    /// <summary>The address we dialled.</summary>
    public string? To { get; init; }

    /// <summary>What is known of the TLS peer; where it is null, what <see cref="Failure"/> knows.</summary>
    public PeerEvidence? Evidence { get; init; }

    /// <summary>What let the peer in; null while nothing has.</summary>
    public Decision? Decision { get; init; }

    /// <summary>What ended the TLS side, where that is what ended it.</summary>
    public TlsException? Failure { get; init; }

    /// <summary>Application bytes that came from the TLS peer and were handed on.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Application bytes that went to the TLS peer.</summary>
    public long BytesSent { get; init; }

    /// <summary>Times this end renewed the keys it sends under.</summary>
    public long KeyUpdates { get; init; }

    /// <summary>From the accept to the end.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Writes the line: at debug what was never used, at warning what was refused or failed, at info the rest.</summary>
    public void WriteTo(EventLog log)
    {
        var evidence = Evidence ?? Failure?.Evidence;
        log.Write(
            Level,
            Message,
            [
                ("tunnel", Tunnel),
                ("peer", Decision?.PeerName),
                ("from", From),
                ("to", To),
                .. Shown(evidence),
                .. Offered(evidence),
                .. Negotiated(evidence?.Negotiated),
                ("authenticated", evidence is { Negotiated.Resumed: true, AuthenticatedAt: { } at } ? Time(at) : null),
                ("rule", Decision?.Reason),
                ("bytes_received", BytesReceived),
                ("bytes_sent", BytesSent),
                ("key_updates", KeyUpdates > 0 ? KeyUpdates : null),
                ("duration_ms", (long)Duration.TotalMilliseconds),
                ("alert_sent", Failure?.AlertSent is { } sent ? Iana.Name(sent) : null),
                ("alert_received", Failure?.AlertReceived is { } received ? Iana.Name(received) : null),
                ("reason", Reason),
            ]);
    }

    private LogLevel Level => Outcome switch
    {
        ConnectionOutcome.Unused => LogLevel.Debug,
        ConnectionOutcome.Refused or ConnectionOutcome.Failed => LogLevel.Warning,
        _ => LogLevel.Info,
    };

    private string Message => Outcome switch
    {
        ConnectionOutcome.Closed => "connection closed",
        ConnectionOutcome.Cut => "connection cut",
        ConnectionOutcome.Refused => "connection refused",
        ConnectionOutcome.Failed => "connection failed",
        _ => "connection unused",
    };

    private static (string, object?)[] Shown(PeerEvidence? evidence) => evidence switch
    {
        { Proof: CertificateProof proof } => [.. Certificate(proof.Leaf), .. Chain(proof)],
        { Proof: RawKeyProof proof } => RawKey(proof.Key),
        { Proof: PskProof proof } => [("psk", proof.Identity)],
        { PresentedCertificates: [var leaf, ..] } => [.. Certificate(leaf), Unproved],
        { PresentedRawKey: { } key } => [.. RawKey(key), Unproved],
        _ => [],
    };

    /// <summary>The handshake failed before the peer's proof was complete: what it showed may be anybody's.</summary>
    private static (string, object?) Unproved => ("proof", "incomplete");

    private static (string, object?)[] Certificate(ParsedCertificate leaf) =>
    [
        ("subject", leaf.Subject),
        ("issuer", leaf.Issuer),
        ("serial", leaf.SerialNumber),
        ("pin", leaf.Pin),
        ("names", Names(leaf)),
        ("expires", Time(leaf.NotAfter)),
    ];

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private static (string, object?)[] RawKey(RawPublicKey key) => [("raw_public_key", key.Algorithm), ("pin", key.Pin)];

    private static (string, object?)[] Chain(CertificateProof certificate)
    {
        var verdict = certificate.Verdict;
        return
        [
            ("chain", verdict.IsTrusted ? "trusted" : verdict.Reason),
            ("chain_failed_at", verdict.FailedAt),
            ("chain_failed_subject", verdict.FailedAt is { } at && at < certificate.Presented.Count ? certificate.Presented[at].Subject : null),
        ];
    }

    private static string[]? Names(ParsedCertificate leaf)
    {
        string[] names =
        [
            .. leaf.DnsNames.Select(n => "dns:" + n),
            .. leaf.Uris.Select(n => "uri:" + n),
            .. leaf.IpAddresses.Select(n => "ip:" + n),
        ];
        return names.Length == 0 ? null : names;
    }

    private static (string, object?)[] Offered(PeerEvidence? evidence) => evidence?.Offer is not { } offer
        ? [("server_name", evidence?.ServerName)]
        :
        [
            ("server_name", evidence.ServerName),
            ("offered_versions", offer.Versions.Select(Iana.Name)),
            ("offered_groups", offer.Groups.Select(Iana.Name)),
            ("offered_key_shares", offer.KeyShares.Select(Iana.Name)),
            ("offered_cipher_suites", offer.CipherSuites.Select(Iana.Name)),
            ("offered_signature_schemes", offer.SignatureSchemes.Select(Iana.Name)),
            ("offered_client_certificate_types", Types(offer.ClientCertificateTypes)),
            ("offered_server_certificate_types", Types(offer.ServerCertificateTypes)),
            ("offered_alpn", offer.ApplicationProtocols.Count == 0 ? null : offer.ApplicationProtocols),
        ];

    /// <summary>Null for X.509 alone, which goes without saying.</summary>
    private static IEnumerable<string>? Types(IReadOnlyList<CertificateType> types) => types is [CertificateType.X509] ? null : types.Select(Iana.Name);

    private static (string, object?)[] Negotiated(NegotiatedParameters? agreed) => agreed is null
        ? []
        :
        [
            ("version", Iana.Name(agreed.Version)),
            ("group", Iana.Name(agreed.Group)),
            ("cipher_suite", Iana.Name(agreed.CipherSuite)),
            ("peer_signature_scheme", agreed.PeerSignatureScheme is { } theirs ? Iana.Name(theirs) : null),
            ("own_signature_scheme", agreed.OwnSignatureScheme is { } ours ? Iana.Name(ours) : null),
            ("alpn", agreed.ApplicationProtocol),
            ("resumed", agreed.Resumed ? true : null),
            ("hello_retry_request", agreed.HelloRetryRequest ? true : null),
        ];
}
