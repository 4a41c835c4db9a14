using Adit.Identity.Keys;

namespace Adit.Cli.Configuration;

/// <summary>Collects what is wrong with a configuration, so that all of it is told at once.</summary>
internal sealed class Faults
{
    private readonly List<string> lines = [];

    /// <summary>Every fault so far, <c>origin: sentence</c>.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>Notes a fault; the same one is told once, however many tunnels share its cause.</summary>
    public void Add(Origin origin, string sentence)
    {
        var line = $"{origin}: {sentence}";
        if (!lines.Contains(line)) lines.Add(line);
    }

    /// <summary>What was read from a file; null, and its fault noted, where that cannot be used.</summary>
    public T? Credential<T>(Origin origin, Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (CredentialException e)
        {
            Add(origin, e.Message);
            return null;
        }
    }

    /// <summary>Ends the command when there is a fault.</summary>
    /// <exception cref="CommandException">There is one.</exception>
    public void ThrowIfAny()
    {
        if (lines.Count > 0) throw new CommandException(ExitCodes.Usage, [.. lines]);
    }
}
