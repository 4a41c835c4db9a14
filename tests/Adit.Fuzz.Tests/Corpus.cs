using System.Runtime.CompilerServices;

namespace Adit.Fuzz.Tests;

/// <summary>The inputs that fuzzing begins with, as they lie in the repository.</summary>
internal static class Corpus
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    public static string Folder { get; } = Path.Combine(Root, "fuzz", "corpus");

    public static byte[][] Of(ITarget target) =>
        [.. Directory.GetFiles(Path.Combine(Folder, target.Name)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
