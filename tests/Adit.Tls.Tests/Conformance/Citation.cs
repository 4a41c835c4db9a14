using System.Text.RegularExpressions;

namespace Adit.Tls.Tests.Conformance;

/// <summary>An id in a [Requirement] attribute. Read from sources and not from assemblies, so that one test sees those of every project, built or not.</summary>
internal sealed partial record Citation(string Id, string Where, bool OnATest)
{
    public static IEnumerable<Citation> InFolder(string folder) =>
        from path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        where !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj")
        from citation in InSource(Path.GetRelativePath(folder, path), File.ReadLines(path))
        select citation;

    /// <summary>Attributes stand a line each, directly above what they are on.</summary>
    public static IEnumerable<Citation> InSource(string path, IEnumerable<string> lines)
    {
        List<string> attributes = [];
        var number = 0;
        foreach (var line in lines.Select(l => l.Trim()))
        {
            number++;
            if (line.StartsWith('['))
            {
                attributes.Add(line);
                continue;
            }

            var onATest = attributes.Exists(a => TestAttribute().IsMatch(a)) || TestClass().IsMatch(line);
            foreach (var cited in attributes.Select(a => RequirementAttributeLine().Match(a)).Where(m => m.Success))
            {
                foreach (Match id in Quoted().Matches(cited.Groups[1].Value)) yield return new Citation(id.Groups[1].Value, $"{path}:{number}", onATest);
            }

            attributes.Clear();
        }
    }

    [GeneratedRegex(@"^\[Requirement\((.*)\)\]$")]
    private static partial Regex RequirementAttributeLine();

    [GeneratedRegex(@"^\[(Fact|Theory)\b")]
    private static partial Regex TestAttribute();

    [GeneratedRegex(@"\bclass \w+Tests\b")]
    private static partial Regex TestClass();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
