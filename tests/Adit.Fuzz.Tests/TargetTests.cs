namespace Adit.Fuzz.Tests;

/// <summary>
/// What fuzz/run.sh does for minutes, for a moment and the same in every run: each target over its corpus and over mutations of it. A failure names the input;
/// the program of fuzz/Adit.Fuzz replays it.
/// </summary>
public sealed class TargetTests
{
    private const int MaxCorpusBytes = 1 << 20;
    private const int Mutations = 1500;

    public static TheoryData<string> Names => [.. Targets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_target_finds_nothing_in_its_corpus(string name)
    {
        var corpus = Corpus.Of(Targets.Find(name)!);
        Assert.NotEmpty(corpus);
        RunAll(Targets.Find(name)!, corpus, new Coverage());
    }

    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    public void The_corpus_reaches_every_state(string name)
    {
        var coverage = new Coverage();
        RunAll(Targets.Find(name)!, Corpus.Of(Targets.Find(name)!), coverage);
        Assert.Empty(Targets.Find(name)!.Places.Except(coverage.Runs.Keys));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_target_finds_nothing_in_mutations_of_its_corpus_and_reaches_all_its_places(string name)
    {
        var target = Targets.Find(name)!;
        var coverage = new Coverage();
        var corpus = Corpus.Of(target);
        var mutator = new Mutator(seed: 46);
        RunAll(target, corpus.Concat(Enumerable.Range(0, Mutations).Select(_ => mutator.Next(corpus))), coverage);
        Assert.Empty(target.Places.Except(coverage.Runs.Keys));
    }

    [Fact]
    public void The_server_passes_over_the_early_data_of_the_corpus()
    {
        var server = Targets.Find("server")!;
        var coverage = new Coverage();
        RunAll(server, Directory.GetFiles(Path.Combine(Corpus.Folder, server.Name), "*-early-data").Select(File.ReadAllBytes), coverage);
        Assert.Equal(5, coverage.Runs["outcome complete"]);
        Assert.Equal(1, coverage.Runs["outcome certificate_required"]); // of the client that has nothing to show
    }

    [Fact]
    public void Every_target_has_a_name_of_its_own_and_a_corpus_and_the_corpus_is_small()
    {
        Assert.Equal(Targets.All.Select(t => t.Name).Order(StringComparer.Ordinal), Directory.GetDirectories(Corpus.Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.InRange(Directory.EnumerateFiles(Corpus.Folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, MaxCorpusBytes);
    }

    private static void RunAll(ITarget target, IEnumerable<byte[]> inputs, Coverage coverage)
    {
        foreach (var input in inputs)
        {
            coverage.Begin();
            try
            {
                target.Run(input, coverage);
            }
            catch (Exception bug)
            {
                Assert.Fail($"{target.Name} with the input {Convert.ToHexString(input)}: {bug}");
            }
        }
    }
}
