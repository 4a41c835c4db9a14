namespace Adit.Interop.Peers;

/// <summary>A program of others. One that is not here skips its tests, unless <c>ADIT_REQUIRE_PEERS</c> is set, as it is in CI.</summary>
internal static class Peer
{
    /// <summary>Skips or fails the test when a file of the peer is missing.</summary>
    /// <param name="name">Who.</param>
    /// <param name="path">A path, or a name that is looked for in <c>PATH</c>.</param>
    /// <param name="install">The command that brings it.</param>
    /// <returns>The path.</returns>
    public static string Require(string name, string path, string install)
    {
        if (Find(path) is { } found) return found;
        var message = $"{name} is not installed; install it with: {install}";
        if (Environment.GetEnvironmentVariable("ADIT_REQUIRE_PEERS") is { Length: > 0 }) Assert.Fail(message);
        Assert.Skip(message);
        return path;
    }

    private static string? Find(string path)
        => Path.IsPathRooted(path)
            ? (File.Exists(path) ? path : null)
            : Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, path)).FirstOrDefault(File.Exists);
}
