namespace Adit.Cli.Configuration;

/// <summary>What an end proves itself with, as written: a certificate and its key, or a key alone. What is not written is null.</summary>
internal sealed record IdentitySettings
{
    /// <summary>What the configuration calls it, whatever its certificate says; null on the command line.</summary>
    public string? Name { get; init; }

    public Setting<string>? Certificate { get; init; }

    public Setting<string>? PrivateKey { get; init; }

    public Setting<string>? PassphraseFile { get; init; }

    public Setting<string>? OcspResponseFile { get; init; }

    /// <summary>Nothing that proves anything.</summary>
    public bool IsEmpty => Certificate is null && PrivateKey is null;
}
