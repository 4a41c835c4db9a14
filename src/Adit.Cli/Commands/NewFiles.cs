using System.CommandLine;
using Adit.Cli.Configuration;

namespace Adit.Cli.Commands;

/// <summary>Keeps verbs that make files from overwriting one: a key that is gone is gone.</summary>
internal static class NewFiles
{
    public static Option<bool> CreateFlag() => Flags.Switch("--force", "Overwrite files that exist.");

    /// <summary>Makes the folder that files go into, where there is none.</summary>
    /// <exception cref="CommandException">It cannot be made.</exception>
    public static void MakeFolder(string path)
    {
        if (path.Length == 0) throw new CommandException(ExitCodes.Usage, "the name of the folder is empty; name one, or leave it out for this one.");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Usage, $"{path}: the folder cannot be made ({e.Message.TrimEnd('.')}); choose another place.", e);
        }
    }

    /// <summary>Refuses files that exist, and folders that do not.</summary>
    /// <exception cref="CommandException">One is in the way; nothing was written.</exception>
    public static void Check(bool force, params ReadOnlySpan<string> paths)
    {
        var faults = new List<string>();
        foreach (var path in paths)
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
                faults.Add($"{path}: there is no folder {folder}; make it first.");
            else if (Directory.Exists(path))
                faults.Add($"{path}: this is a folder; name a file.");
            else if (!force && File.Exists(path))
                faults.Add($"{path}: the file exists, and nothing is overwritten; move it away, or choose another place.");
        }

        if (faults.Count > 0) throw new CommandException(ExitCodes.Usage, faults);
    }
}
