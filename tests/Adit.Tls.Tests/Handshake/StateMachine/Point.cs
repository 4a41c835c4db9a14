using Adit.Tls.Handshake;
using Adit.Tls.Records;
using Server = Adit.Tls.Handshake.Server;

namespace Adit.Tls.Tests.Handshake.StateMachine;

/// <summary>Between two steps of a recording: an end in one state, the keys it reads under, and what has to become of any record that it gets there.</summary>
internal sealed class Point
{
    private readonly Recording recording;
    private readonly TlsRole role;
    private readonly int steps;
    private readonly Type state;

    private Point(Recording recording, TlsRole role, int steps)
    {
        this.recording = recording;
        this.role = role;
        this.steps = steps;
        using var there = Reach();
        Assert.Null(there.Error);
        state = there.State.GetType();
    }

    public (TlsRole Role, Type State) State => (role, state);

    /// <summary>What comes next, where the recording goes on.</summary>
    public Step? Next => recording.To(role).ElementAtOrDefault(steps);

    /// <summary>What the next record is under.</summary>
    public Level Level => (Next ?? recording.To(role)[^1]).Level;

    /// <summary>What the fate of a record depends on: two points that have it in common are alike.</summary>
    public (Recording Recording, TlsRole Role, Type State, Level Level, bool IsRetried, bool HasOpened) Situation => (recording, role, state, Level, IsRetried, HasOpened);

    private bool IsRetried => recording.To(role).Take(steps).Any(s => s.Name == "hello_retry_request");

    /// <summary>Whether a protected record has come.</summary>
    private bool HasOpened => recording.To(role).Take(steps).Any(s => s.Level != Level.Plain);

    public static IEnumerable<Point> AllOf(Recording recording) =>
        from role in new[] { TlsRole.Client, TlsRole.Server } from steps in Enumerable.Range(0, recording.To(role).Count + 1) select new Point(recording, role, steps);

    public override string ToString() => $"{recording.Scenario}: {role} in {state.Name}, {(Next is { } next ? $"before {next.Name}" : "at the end")}";

    public Rehearsal Reach() => new(recording, role, steps);

    /// <summary>A record for this point, so many behind the first that could come here.</summary>
    public byte[] Seal(Level level, ContentType type, byte[] content, int behind = 0) =>
        recording.Seal(level, (ulong)(recording.To(role).Take(steps).Count(s => s.Level == level) + behind), type, content);

    public Outcome Expect(Level level, Injection injected) =>
        level == Level ? (level == Level.Plain ? ExpectInTheClear(injected) : ExpectProtected(injected))
        : Level == Level.Plain ? Outcome.Unexpected // RFC 9846 5: protected, before there are keys.
        : level == Level.Plain ? ExpectUnprotected(injected)
        : Outcome.Refused(AlertDescription.bad_record_mac); // RFC 9846 5.2.

    public bool IsLegal(string message) => message switch
    {
        "hello_retry_request" when IsRetried => false, // RFC 9846 4.2.4: not a second one.
        "compressed_certificate" when !recording.Scenario.Compresses => false, // RFC 8879 4: only where it was offered.
        _ => LegalMessages.Of[State].Contains(message),
    };

    private Outcome ExpectInTheClear(Injection injected) => injected.Type == ContentType.change_cipher_spec ? ExpectChangeCipherSpec(injected) : ExpectContent(injected);

    private Outcome ExpectProtected(Injection injected) => injected.Type == ContentType.change_cipher_spec ? Outcome.Unexpected : ExpectContent(injected);

    /// <summary>In the clear, where keys are agreed.</summary>
    private Outcome ExpectUnprotected(Injection injected) => injected.Type switch
    {
        ContentType.change_cipher_spec => ExpectChangeCipherSpec(injected),
        ContentType.application_data => Outcome.Refused(AlertDescription.bad_record_mac), // Nothing tells it from a protected record.

        // A client that cannot follow the ServerHello has no keys to say so.
        ContentType.alert when role == TlsRole.Server && injected.TheAlert is not null && !HasOpened => ExpectContent(injected),
        _ => Outcome.Unexpected,
    };

    /// <summary>RFC 9846 5: dropped after the first ClientHello and before the Finished.</summary>
    private Outcome ExpectChangeCipherSpec(Injection injected) =>
        injected.Content is [1] && state != typeof(Server.WaitClientHello) && state != typeof(Connected) ? Outcome.Taken : Outcome.Unexpected;

    private Outcome ExpectContent(Injection injected) => injected switch
    {
        { IsMessage: true } => IsLegal(injected.Name) ? Outcome.Judged : Outcome.Unexpected,
        { TheAlert: AlertDescription.user_canceled } => Outcome.Taken, // RFC 9846 6.1: close_notify follows.
        { TheAlert: AlertDescription.close_notify } when state == typeof(Connected) => Outcome.Taken,
        { TheAlert: { } alert } => Outcome.Ended(alert),
        { Type: ContentType.alert, Content.Length: > 0 } => Outcome.Refused(AlertDescription.decode_error),
        { Type: ContentType.application_data } when state == typeof(Connected) => Outcome.Taken,
        _ => Outcome.Unexpected,
    };
}
