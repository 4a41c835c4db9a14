using Adit.Tls;

namespace Adit.Cli.Commands;

/// <summary>What a client can do about a connection that failed.</summary>
internal static class TlsAdvice
{
    /// <summary>A clause that ends a sentence about <paramref name="failure"/>.</summary>
    public static string For(TlsException failure) => failure switch
    {
        { AlertReceived: AlertDescription.certificate_required } => "give --cert and --key: this server wants to know who we are.",
        { AlertReceived: AlertDescription.access_denied } => "have the server's operator let this certificate or key in, or give another with --cert and --key.",
        { AlertReceived: AlertDescription.bad_certificate or AlertDescription.certificate_expired or AlertDescription.certificate_revoked or AlertDescription.certificate_unknown or AlertDescription.unknown_ca }
            => "give a valid certificate of a CA that the server trusts with --cert and --key.",
        { AlertReceived: AlertDescription.unsupported_certificate }
            => "give a certificate that the server accepts with --cert and --key; where an end has a raw public key, the other must pin it (--pin here, --allow-pin there).",
        { AlertReceived: AlertDescription.handshake_failure or AlertDescription.insufficient_security or AlertDescription.protocol_version }
            => "check that the server speaks TLS 1.3 and shares a group with --groups.",
        { AlertReceived: AlertDescription.no_application_protocol } => "give a protocol that the server speaks with --alpn.",
        { AlertReceived: AlertDescription.unrecognized_name } => "give the name that the server goes by with --server-name.",
        { AlertReceived: not null } => "look at the server's log for its reason.",
        { AlertSent: AlertDescription.unknown_ca } => "give the CA of this server with --ca.",
        { AlertSent: AlertDescription.certificate_expired } => "have the server's certificate renewed, and check this machine's clock.",
        { AlertSent: AlertDescription.bad_certificate or AlertDescription.certificate_unknown or AlertDescription.unsupported_certificate or AlertDescription.access_denied }
            => "check that this is the server you mean, and --server-name, --ca or --pin with it.",
        { AlertSent: not null } => "check that a TLS 1.3 server listens there.",
        { BeforeFirstByte: true } => "check that a TLS server listens there.",
        { IsTruncation: true } => "look at the server's log, and try again.",
        _ => "try again, and look at the server's log.",
    };
}
