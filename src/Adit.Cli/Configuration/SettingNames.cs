namespace Adit.Cli.Configuration;

/// <summary>What settings are called where they were written, so that a fault speaks the operator's words.</summary>
internal sealed record SettingNames
{
    public required string Listen { get; init; }

    public required string Target { get; init; }

    public required string Certificate { get; init; }

    public required string PrivateKey { get; init; }

    public required string PassphraseFile { get; init; }

    public required string OcspResponse { get; init; }

    public required string Ca { get; init; }

    public required string SystemRoots { get; init; }

    public required string Crl { get; init; }

    public required string Pin { get; init; }

    public required string Psk { get; init; }

    public required string ServerName { get; init; }

    public required string AllowAll { get; init; }

    public required string DisableAuthentication { get; init; }

    public required string UnsafeListen { get; init; }

    public required string UnsafeTarget { get; init; }

    /// <summary>How to say who may pass.</summary>
    public required string RuleChoices { get; init; }

    /// <summary>On the command line.</summary>
    public static SettingNames Flags { get; } = new()
    {
        Listen = "--listen",
        Target = "--target",
        Certificate = "--cert",
        PrivateKey = "--key",
        PassphraseFile = "--passphrase-file",
        OcspResponse = "--ocsp-response",
        Ca = "--ca",
        SystemRoots = "--system-roots",
        Crl = "--crl",
        Pin = "--pin",
        Psk = "--psk",
        ServerName = "--server-name",
        AllowAll = "--allow-all",
        DisableAuthentication = "--disable-authentication",
        UnsafeListen = "--unsafe-listen",
        UnsafeTarget = "--unsafe-target",
        RuleChoices = "--allow-cn, --allow-dns, --allow-uri, --allow-pin or --allow-psk (any number of them), --allow-all (every peer the CA verifies), or --disable-authentication (everybody)",
    };

    /// <summary>In a TOML file.</summary>
    public static SettingNames Keys { get; } = new()
    {
        Listen = "listen",
        Target = "target",
        Certificate = "certificate",
        PrivateKey = "private_key",
        PassphraseFile = "passphrase_file",
        OcspResponse = "ocsp_response_file",
        Ca = "trust",
        SystemRoots = "system_roots",
        Crl = "crl_file",
        Pin = "pin",
        Psk = "psk_file",
        ServerName = "server_name",
        AllowAll = "allow_all",
        DisableAuthentication = "disable_authentication",
        UnsafeListen = "unsafe_listen",
        UnsafeTarget = "unsafe_target",
        RuleChoices = "allow = [\"NAME\"] with the name of a [[peer]], allow_all = true (every peer the trust verifies), or disable_authentication = true (everybody)",
    };
}
