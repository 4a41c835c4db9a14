namespace Adit.Cli.Configuration;

/// <summary>A pre-shared key as written.</summary>
/// <param name="File">Where it lies.</param>
/// <param name="Hash">The hash it was provisioned with; SHA-256 where none is written.</param>
/// <param name="Import">Whether RFC 9258's importer is used; it is where nothing is written.</param>
/// <param name="PeerName">The <c>[[peer]]</c> that holds it too; null on the command line and on a client.</param>
internal sealed record PskSettings(Setting<string> File, Setting<string>? Hash, Setting<string>? Import, string? PeerName = null);
