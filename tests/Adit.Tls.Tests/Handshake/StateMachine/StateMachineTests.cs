using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Handshake.StateMachine;

/// <summary>
/// Every state with everything that can come there, under every key there is: what <see cref="LegalMessages"/> has is taken, and nothing else.
/// References: RFC 9846 4, 5, 5.1, A.1, A.2.
/// </summary>
public sealed class StateMachineTests
{
    private static readonly IReadOnlyList<Type> States =
        [.. typeof(HandshakeState).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(HandshakeState)) && !t.IsAbstract)];

    public static TheoryData<string> Scenarios => [.. Scenario.All.Select(s => s.ToString())];

    [Theory]
    [MemberData(nameof(Scenarios))]
    [Requirement("RFC9846-4.7.2-06", "RFC9846-4.7.3-01", "RFC9846-4.7.3-07", "RFC9846-5-01", "RFC9846-5-02", "RFC9846-5-03", "RFC9846-5-05", "RFC9846-5.2-03", "RFC9846-6-05", "RFC9846-6.2-04", "RFC9846-F.1-01")]
    public void At_every_point_the_legal_messages_are_taken_and_all_else_is_refused(string name)
    {
        using var recording = RecordingOf(name);
        Assert.Empty(Everything(recording).SelectMany(at => FaultsAt(at.Point, at.Level, at.Injections)));
    }

    [Fact]
    public void In_every_state_a_message_of_a_type_that_has_no_form_is_refused()
    {
        var seen = new HashSet<(TlsRole Role, Type State)>();
        foreach (var scenario in Scenario.All)
        {
            using var recording = new Recording(scenario);
            Assert.Empty(Point.AllOf(recording).Where(point => seen.Add(point.State)).SelectMany(point => FaultsAt(point, point.Level, Injection.OtherTypes)));
        }

        Assert.Equal(LegalMessages.Of.Count, seen.Count);
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    [Requirement("RFC9846-5.1-05", "RFC9846-5.1-06")]
    public void A_message_in_front_of_a_change_of_keys_ends_its_record(string name)
    {
        using var recording = RecordingOf(name);
        var points = Point.AllOf(recording).Where(p => p.Next is { } next && LegalMessages.AtTheEndOfARecord.Contains(next.Name)).ToList();
        Assert.NotEmpty(points);
        Assert.Empty(
            from point in points
            from behind in Injection.Messages.Select(m => m.Content).Append([(byte)HandshakeType.finished]) // or the beginning of one
            let fault = FaultOf(point, point.Seal(point.Level, ContentType.handshake, [.. point.Next!.Content, .. behind]), Outcome.Unexpected)
            where fault is not null
            select $"{point}, with {Step.NameOf(behind)} behind it ({behind.Length} bytes): {fault}");
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    [Requirement("RFC9846-5.1-03", "RFC9846-5.1-04")]
    public void Nothing_else_comes_in_the_middle_of_a_message(string name)
    {
        using var recording = RecordingOf(name);
        Assert.Empty(
            from point in Point.AllOf(recording).Where(p => p.Next is { IsMessage: true })
            from injected in Injection.OtherContents
            let half = point.Seal(point.Level, ContentType.handshake, point.Next!.Content[..(point.Next.Content.Length / 2)])
            let level = injected.Type == ContentType.change_cipher_spec ? Level.Plain : point.Level
            let fault = FaultOf(point, [.. half, .. point.Seal(level, injected.Type, injected.Content, behind: 1)], Outcome.Unexpected)
            where fault is not null
            select $"{point}, in the middle of it {injected.Name}: {fault}");
    }

    [Fact]
    public void While_a_question_is_open_nothing_is_taken()
    {
        var asking = new HashSet<Type>();
        foreach (var scenario in Scenario.All)
        {
            using var recording = new Recording(scenario);
            foreach (var role in new[] { TlsRole.Client, TlsRole.Server })
            {
                using var all = new Rehearsal(recording, role, recording.To(role).Count, there =>
                {
                    asking.Add(there.State.GetType());
                    foreach (var message in Injection.WellFormedMessages)
                    {
                        var error = Assert.Throws<TlsException>(() => there.State.Handle(HandshakeMessage.Read(message.Content), new Outbox()));
                        Assert.Equal(AlertDescription.unexpected_message, error.AlertSent);
                    }
                });
                Assert.Null(all.Error);
            }
        }

        Assert.Equal(States.Where(t => t.IsSubclassOf(typeof(QuestionState))).Select(t => t.FullName).Order(), asking.Select(t => t.FullName).Order());
    }

    [Fact]
    public void Every_state_has_its_row_and_every_legal_message_comes_in_some_handshake()
    {
        var come = new HashSet<((TlsRole Role, Type State) State, string Message)>();
        foreach (var scenario in Scenario.All)
        {
            using var recording = new Recording(scenario);
            come.UnionWith(Point.AllOf(recording).Where(p => p.Next is { IsMessage: true }).Select(p => (p.State, p.Next!.Name)));
        }

        Assert.Equal(
            LegalMessages.Of.SelectMany(row => row.Value.Select(message => $"{row.Key.Role} {row.Key.State.Name} {message}")).Order(StringComparer.Ordinal),
            come.Select(c => $"{c.State.Role} {c.State.State.Name} {c.Message}").Order(StringComparer.Ordinal));
        Assert.Equal(
            States.Where(t => !t.IsSubclassOf(typeof(QuestionState))).Select(t => t.FullName).Order(StringComparer.Ordinal),
            LegalMessages.Of.Keys.Select(k => k.State.FullName).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_conformance_page_says_how_much_that_is()
    {
        var (points, records) = (0, 0);
        foreach (var scenario in Scenario.All)
        {
            using var recording = new Recording(scenario);
            var all = Everything(recording).ToList();
            points += all.Select(at => at.Point).Distinct().Count();
            records += all.Sum(at => at.Injections.Count);
        }

        Assert.Contains(
            $"{LegalMessages.Of.Count} states, {points} points of {Scenario.All.Count} handshakes, {records:N0} records",
            File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "conformance.md")),
            StringComparison.Ordinal);
    }

    private static Recording RecordingOf(string name) => new(Scenario.All.Single(s => s.ToString() == name));

    /// <summary>Each point that is unlike those before it, with each key and what to try under it. Of what is sealed under other keys nothing can be seen: fewer contents are enough.</summary>
    private static IEnumerable<(Point Point, Level Level, IReadOnlyList<Injection> Injections)> Everything(Recording recording) =>
        from point in Point.AllOf(recording).DistinctBy(p => p.Situation)
        from level in recording.Levels
        select (point, level, level == point.Level || level == Level.Plain ? Injection.All : Injection.Sealed);

    private static IEnumerable<string> FaultsAt(Point point, Level level, IReadOnlyList<Injection> injections) =>
        from injected in injections
        let fault = FaultOf(point, point.Seal(level, injected.Type, injected.Content), point.Expect(level, injected))
        where fault is not null
        select $"{point}, {injected.Name} under {level}: {fault}";

    /// <summary>Brings an end to the point anew, gives it these records, and says what became of it where that is not what had to.</summary>
    private static string? FaultOf(Point point, byte[] records, Outcome expected)
    {
        using var there = point.Reach();
        there.Receive(records);
        return expected.Fits(there.Error) ? null : $"expected {expected}, but: {there.Error?.ToString() ?? "nothing"}";
    }
}
