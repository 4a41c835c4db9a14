using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Adit.Fuzz.Tests;

/// <summary>The planted bugs of fuzz/bugs still apply to the sources as they are, and say which target is to find them.</summary>
public sealed partial class BugTests
{
    private static readonly string Folder = Path.Combine(Corpus.Root, "fuzz", "bugs");

    public static TheoryData<int> Numbers => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_planted_bug_names_its_target(int number)
    {
        var text = File.ReadAllText(PatchOf(number));
        Assert.NotNull(Targets.Find(TargetLine().Match(text).Groups[1].Value));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_planted_bug_applies(int number)
    {
        if (!Directory.Exists(Path.Combine(Corpus.Root, ".git")) && !File.Exists(Path.Combine(Corpus.Root, ".git"))) Assert.Skip("This is no git checkout: run it in one.");
        Process git;
        try
        {
            git = Process.Start(new ProcessStartInfo("git", ["apply", "--check", PatchOf(number)]) { WorkingDirectory = Corpus.Root, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("git is not installed: apt-get install git.");
            return;
        }

        using (git)
        {
            var said = git.StandardError.ReadToEnd();
            git.WaitForExit();
            Assert.True(git.ExitCode == 0, $"{said}Make the patch anew: change a copy of the tree, and keep its git diff below the head of the file.");
        }
    }

    private static string PatchOf(int number) => Path.Combine(Folder, $"{number}.patch");

    [GeneratedRegex(@"^Target: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex TargetLine();
}
