using System.CommandLine;

namespace Adit.Cli.Commands;

/// <summary><c>adit ca</c>: a private CA in files.</summary>
internal static class CaCommand
{
    public static Command Create(Shell shell) => new("ca", "Run a private CA.")
    {
        CaInitCommand.Create(shell),
        CaIssueCommand.Create(shell),
        LaterCommand.Create("renew", "issue anew with \"adit ca issue --key F --force\": the key and its pin stay."),
        LaterCommand.Create("revoke", "take the peer out by its rule or pin, and reload."),
        LaterCommand.Create("crl", "take the peer out by its rule or pin, and reload."),
        LaterCommand.Create("token", "issue with \"adit ca issue\" and carry the files there."),
        LaterCommand.Create("serve", "issue with \"adit ca issue\" and carry the files there."),
    };
}
