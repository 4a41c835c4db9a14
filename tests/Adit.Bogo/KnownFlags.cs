namespace Adit.Bogo;

/// <summary>The flags that this shim follows; any other means that a test is unimplemented.</summary>
internal static class KnownFlags
{
    public static IReadOnlySet<string> WithValue { get; } = new HashSet<string>
    {
        // Where to connect
        "-port", "-shim-id",

        // What we prove ourselves with
        "-cert-file", "-key-file", "-ocsp-response", "-signing-prefs", "-expect-selected-credential",
        "-accepted-peer-cert-types", "-available-client-cert-types", "-psk-importer-key", "-psk-importer-identity", "-psk-importer-context",

        // Certificates of the peer
        "-expect-ocsp-response", "-use-client-ca-list", "-expect-client-ca-list", "-install-one-cert-compression-alg",

        // What is negotiated
        "-curves", "-key-shares", "-verify-prefs", "-host-name", "-advertise-alpn", "-select-alpn",

        // TLS 1.3 is the only version here: a test that allows others gets it all the same
        "-min-version", "-max-version",

        // What must have been negotiated
        "-expect-alpn", "-expect-advertised-alpn", "-expect-cipher", "-expect-cipher-aes", "-expect-cipher-no-aes", "-expect-curve-id",
        "-expect-peer-cert-file", "-expect-peer-certificate-type", "-expect-peer-rpk-sha256",
        "-expect-peer-signature-algorithm", "-expect-peer-verify-pref", "-expect-server-name", "-expect-version",

        // Application data
        "-read-size", "-resume-count", "-resumption-delay", "-export-keying-material", "-export-label", "-export-context",

        // The runner's peers have no CA that matters here: see JudgeOfTheRunner
        "-trust-cert",

        // Early data is never accepted, whatever the reason
        "-expect-early-data-reason",
    };

    public static IReadOnlySet<string> Bare { get; } = new HashSet<string>
    {
        "-server", "-ipv6", "-async",

        // What we prove ourselves with, and what the peer has to
        "-new-x509-credential", "-new-rpk-credential", "-new-psk-credential", "-psk-importer-sha256", "-psk-importer-sha384",
        "-require-any-client-certificate", "-verify-peer", "-verify-fail", "-use-custom-verify-callback",
        "-use-old-client-cert-callback", "-fail-cert-callback", "-fail-early-callback", "-use-early-callback",
        "-install-ddos-callback", "-fail-ddos-callback",

        // Certificates of the peer
        "-enable-ocsp-stapling", "-use-ocsp-callback", "-set-ocsp-in-callback", "-decline-ocsp-callback", "-fail-ocsp-callback", "-install-cert-compression-algs",

        // Versions
        "-no-tls1", "-no-tls11", "-no-tls12",

        // ALPN
        "-decline-alpn", "-reject-alpn",

        // What must have been negotiated
        "-expect-hrr", "-expect-no-hrr", "-expect-no-peer-cert", "-expect-no-server-name", "-expect-no-session", "-expect-session-miss", "-reverify-on-resume",
        "-expect-not-resumable-across-names",

        // Tickets: sealing and opening them are questions, always, and a resumed handshake brings a new one
        "-use-ticket-callback", "-use-ticket-aead-callback", "-renew-ticket", "-skip-ticket",

        // What TLS 1.3 always has, and what the judge makes sure of
        "-expect-extended-master-secret", "-expect-secure-renegotiation", "-expect-no-session-id", "-expect-verify-result",

        // Application data and the end of it
        "-shim-writes-first", "-shim-shuts-down", "-check-close-notify", "-send-alert", "-key-update", "-key-update-before-read",

        // What another library has to be told and this one does by itself
        "-implicit-handshake", "-no-op-extra-handshake", "-peek-then-read", "-no-ticket", "-partial-write", "-no-legacy-server-connect",
        "-server-preference", "-must-match-issuer", "-renegotiate-freely", "-use-export-context",
    };
}
