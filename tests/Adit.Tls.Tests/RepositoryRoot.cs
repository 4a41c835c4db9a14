using System.Runtime.CompilerServices;

namespace Adit.Tls.Tests;

/// <summary>Where the sources lie that these tests were built from.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(ThisFile())!, "..", ".."));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
