using System.Text.RegularExpressions;

namespace Adit.Tls.Tests.Conformance;

/// <summary>
/// A declaration in a test project, the attributes above it, and the test class that it is or is in. Read from sources and not from assemblies, so that one test
/// sees those of every project, built or not.
/// </summary>
internal sealed partial record AttributedCode(string Where, string Class, string Declaration, IReadOnlyList<string> Attributes)
{
    public bool IsTest => IsTestClass || Attributes.Any(a => TestAttribute().IsMatch(a));

    /// <summary>Empty for a class.</summary>
    public string Method => IsTestClass ? "" : MethodName().Match(Declaration).Groups[1].Value;

    private bool IsTestClass => TestClass().IsMatch(Declaration);

    public static IEnumerable<AttributedCode> InFolder(string folder) =>
        from path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        where !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj")
        from code in InSource(Path.GetRelativePath(folder, path), File.ReadLines(path))
        select code;

    /// <summary>Attributes begin a line each, directly above what they are on.</summary>
    public static IEnumerable<AttributedCode> InSource(string path, IEnumerable<string> lines)
    {
        List<string> attributes = [];
        var inside = "";
        var number = 0;
        foreach (var line in lines.Select(l => Comment().Replace(l, "").Trim()))
        {
            number++;
            if (attributes is [.., var unfinished] && !unfinished.EndsWith(']'))
            {
                attributes[^1] = $"{unfinished} {line}";
                continue;
            }

            if (Attribute().IsMatch(line))
            {
                attributes.Add(line);
                continue;
            }

            if (TestClass().Match(line) is { Success: true } name) inside = name.Groups[1].Value;
            if (attributes.Count > 0) yield return new AttributedCode($"{path}:{number}", inside, line, attributes);
            attributes = [];
        }
    }

    [GeneratedRegex(" // .*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\[[A-Z]\w*(\(|\]|, [A-Z])")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^\[(Fact|Theory)\b")]
    private static partial Regex TestAttribute();

    [GeneratedRegex(@"\bclass (\w+Tests)\b")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"(\w+)(?:<\w+>)?\(")]
    private static partial Regex MethodName();
}
