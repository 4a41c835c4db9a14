using Adit.Identity.Rules;

namespace Adit.Cli.Configuration;

/// <summary>One end of TLS as written: nothing of it has been read from disk or checked.</summary>
internal sealed record TlsSettings
{
    /// <summary>Where the end as a whole is written.</summary>
    public required Origin Origin { get; init; }

    /// <summary>What settings are called there.</summary>
    public required SettingNames Names { get; init; }

    /// <summary>What the end proves itself with, best first.</summary>
    public IReadOnlyList<IdentitySettings> Identities { get; init; } = [];

    public Setting<string>? CaFile { get; init; }

    public Origin? SystemRoots { get; init; }

    /// <summary>Files of revocation lists.</summary>
    public IReadOnlyList<Setting<string>> CrlFiles { get; init; } = [];

    /// <summary>Keys that both ends were given, instead of certificates.</summary>
    public IReadOnlyList<PskSettings> PreSharedKeys { get; init; } = [];

    /// <summary>Pins of the server, on a client.</summary>
    public IReadOnlyList<Setting<string>> Pins { get; init; } = [];

    public Setting<string>? ServerName { get; init; }

    /// <summary>How a client's first hello meets middleboxes.</summary>
    public Setting<string>? ClientHello { get; init; }

    /// <summary>Who may pass, on a server.</summary>
    public IReadOnlyList<Setting<NamedRule>> Rules { get; init; } = [];

    public Origin? AllowAll { get; init; }

    public Origin? DisableAuthentication { get; init; }

    /// <summary>The file that the secrets of all connections are written to, for decryption.</summary>
    public Setting<string>? UnsafeKeyLog { get; init; }

    public PolicySettings Policy { get; init; } = PolicySettings.Default;

    public IReadOnlyList<Setting<string>> ApplicationProtocols { get; init; } = [];
}

/// <summary>What may be negotiated, as written.</summary>
/// <param name="Name">What logs call it where it is not the profile alone.</param>
/// <param name="Profile">What it begins from; null for the default.</param>
/// <param name="Groups">An empty list leaves the profile's; so of the other two.</param>
/// <param name="CipherSuites">In place of the profile's.</param>
/// <param name="SignatureAlgorithms">In place of the profile's.</param>
internal sealed record PolicySettings(
    string Name,
    Setting<string>? Profile,
    IReadOnlyList<Setting<string>> Groups,
    IReadOnlyList<Setting<string>> CipherSuites,
    IReadOnlyList<Setting<string>> SignatureAlgorithms)
{
    public static PolicySettings Default { get; } = new("", null, [], [], []);

    /// <summary>Bytes under one key.</summary>
    public Setting<string>? KeyUpdateAfter { get; init; }

    /// <summary>Age at which a connection is ended for a new handshake.</summary>
    public Setting<string>? MaxSessionAge { get; init; }

    /// <summary>Whether sessions are resumed by tickets.</summary>
    public bool SessionTickets { get; init; } = true;
}
