namespace Adit.Tls.Tests.Handshake.StateMachine;

/// <summary>What becomes of a record.</summary>
internal sealed class Outcome
{
    private readonly string text;
    private readonly Func<TlsException?, bool> fits;

    private Outcome(string text, Func<TlsException?, bool> fits)
    {
        this.text = text;
        this.fits = fits;
    }

    /// <summary>It is taken, or dropped, and all goes on.</summary>
    public static Outcome Taken { get; } = new("nothing", error => error is null);

    /// <summary>It is in its place: if anything is wrong, it is what it says.</summary>
    public static Outcome Judged { get; } = new("nothing, or a refusal of what it says", error => error is null or { AlertSent: not (null or AlertDescription.unexpected_message) });

    public static Outcome Unexpected { get; } = Refused(AlertDescription.unexpected_message);

    public static Outcome Refused(AlertDescription alert) => new($"a refusal with {alert}", error => error is { AlertReceived: null } && error.AlertSent == alert);

    /// <summary>The alert is heard.</summary>
    public static Outcome Ended(AlertDescription alert) => new($"the end by the peer's {alert}", error => error is { AlertSent: null } && error.AlertReceived == alert);

    public bool Fits(TlsException? error) => fits(error);

    public override string ToString() => text;
}
