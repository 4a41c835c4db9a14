using System.CommandLine;

namespace Adit.Cli.Commands;

internal static class DemoCommand
{
    public static Command Create(Shell shell) => new("demo");
}
