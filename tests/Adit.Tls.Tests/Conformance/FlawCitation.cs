using System.Globalization;
using System.Text.RegularExpressions;

namespace Adit.Tls.Tests.Conformance;

/// <summary>A number in a [Flaw] attribute, and what it is on: a test class, or one method of it.</summary>
internal sealed partial record FlawCitation(int Number, string Class, string Method, string Where, bool OnATest)
{
    public static IEnumerable<FlawCitation> InFolder(string folder) => AttributedCode.InFolder(folder).SelectMany(In);

    public static IEnumerable<FlawCitation> InSource(string path, IEnumerable<string> lines) => AttributedCode.InSource(path, lines).SelectMany(In);

    /// <summary>The tests of one flaw as its row names them: by class, each class once; all of a class by its name alone.</summary>
    public static string List(IEnumerable<FlawCitation> citations) => string.Join("; ",
        from citation in citations
        group citation.Method by citation.Class into methods
        orderby methods.Key
        select methods.Contains("") ? $"`{methods.Key}`" : $"`{methods.Key}`: {string.Join(", ", methods.Order(StringComparer.Ordinal).Select(m => $"`{m}`"))}");

    private static IEnumerable<FlawCitation> In(AttributedCode code) =>
        from attribute in code.Attributes
        let match = FlawAttributeLine().Match(attribute)
        where match.Success
        from number in match.Groups[1].Value.Split(", ")
        select new FlawCitation(int.Parse(number, CultureInfo.InvariantCulture), code.Class, code.Method, code.Where, code.IsTest);

    [GeneratedRegex(@"^\[Flaw\(([\d, ]+)\)\]$")]
    private static partial Regex FlawAttributeLine();
}
