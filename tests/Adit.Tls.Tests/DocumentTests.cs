using System.Text.RegularExpressions;

namespace Adit.Tls.Tests;

public sealed partial class DocumentTests
{
    [Fact]
    public void Every_file_that_the_protocol_page_names_is_there()
    {
        var root = RepositoryRoot.Path;
        var named = Backticks().Matches(File.ReadAllText(Path.Combine(root, "docs", "protocol.md")))
            .Select(m => m.Groups[1].Value).Where(p => p.Contains('/') || p.EndsWith(".cs", StringComparison.Ordinal)).Distinct().ToList();
        Assert.True(named.Count > 30);
        Assert.All(named, path => Assert.True(Path.Exists(Path.Combine(root, "src", "Adit.Tls", path)), path));
    }

    [GeneratedRegex("`([A-Z][^` ]*)`")]
    private static partial Regex Backticks();
}
