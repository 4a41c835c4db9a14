using Adit.Tls;

namespace Adit.Bogo;

/// <summary>What the error map of config.json is matched against: who ended the connection, with which alert, by which rule.</summary>
internal static class FailureText
{
    public static string Of(Exception error) => error switch
    {
        TlsException { AlertSent: { } sent } tls => $"sent {sent} [{tls.Section}] {tls.Message}",
        TlsException { AlertReceived: { } received } tls => $"received {received} {tls.Message}",
        TlsException tls => $"cut {tls.Message}",
        ExpectationException expectation => $"expectation: {expectation.Message}",
        _ => $"shim: {error}",
    };
}
