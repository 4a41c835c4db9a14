using System.Globalization;

namespace Adit.Simulation.Tests;

/// <summary>
/// Whole pairs, each from a seed: <c>ADIT_SEEDS</c> says how many, <c>ADIT_SEED</c> the first; one alone tells what happened in it.
/// </summary>
public sealed class SimulationTests
{
    private static readonly Lazy<IReadOnlyList<Outcome>> Thousand = new(() => Simulation.Run(0, 1000));

    [Fact]
    public void Whatever_happens_the_invariants_hold()
    {
        var first = Number("ADIT_SEED");
        var count = Number("ADIT_SEEDS") ?? (first is null ? null : 1);
        var outcomes = count is null ? Thousand.Value : Simulation.Run(first ?? 0, count.Value, keepsText: count == 1);
        if (count == 1) TestContext.Current.TestOutputHelper!.WriteLine(outcomes[0].Text);
        var broken = outcomes.Where(o => o.Broken.Count > 0).ToList();
        Assert.True(broken.Count == 0, $"{broken.Count} of {outcomes.Count} seeds break an invariant; ADIT_SEED=N runs one alone.\n{string.Join('\n', broken.Take(10).Select(o => $"{o.Seed}: {string.Join("\n    ", o.Broken)}"))}");
    }

    [Fact]
    public void The_same_seed_is_the_same_run()
    {
        var again = Simulation.Run(0, 100, keepsText: true);
        Assert.Equal(Thousand.Value.Take(100).Select(o => o.TraceHash), again.Select(o => o.TraceHash));
        Assert.Equal(100, again.Select(o => o.TraceHash).Distinct().Count());
    }

    /// <summary>An invariant over what never happens holds for nothing.</summary>
    [Theory]
    [InlineData("ends in order")]
    [InlineData("has resumed")]
    [InlineData("has shaken hands at the second attempt")]
    [InlineData("has shaken hands by raw keys")]
    [InlineData("has shaken hands by a pre-shared key")]
    [InlineData("ends with decrypt_error")]
    [InlineData("is told decrypt_error")]
    [InlineData("relays by loops")]
    [InlineData("moves to the streams")]
    [InlineData("moves back to the messages")]
    [InlineData("renews and asks")]
    [InlineData("resets after")]
    [InlineData("resets after its end")]
    [InlineData("is cut at its plain side after its end")]
    [InlineData("is cut at its secure side after its end")]
    [InlineData("delivers after a cut")]
    [InlineData("is cut short")]
    [InlineData("is cancelled")]
    [InlineData("Corruption")]
    [InlineData("Truncation")]
    [InlineData("Reset")]
    [InlineData("Silence")]
    [InlineData("reloads")]
    [InlineData("sleeps")]
    [InlineData("sets its date")]
    [InlineData("stops")]
    [InlineData("ends with access_denied")]
    [InlineData("is told access_denied")]
    [InlineData("ends with certificate_required")]
    [InlineData("ends with certificate_expired")]
    [InlineData("ends with bad_certificate")]
    [InlineData("ends with unknown_ca")]
    [InlineData("ends with internal_error")]
    [InlineData("ends with bad_record_mac")]
    public void What_can_happen_happens(string what) => Assert.InRange(Thousand.Value.Count(o => o.Happened.Contains(what)), 5, 1000);

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
