using System.CommandLine;

namespace Adit.Cli.Configuration;

/// <summary>The time limits of one connection.</summary>
internal sealed class TimeLimitFlags
{
    private readonly Option<string> handshakeTimeout = Flags.One("--handshake-timeout", "TIME", "Time for a handshake; 10s by default.");
    private readonly Option<string> connectTimeout = Flags.One("--connect-timeout", "TIME", "Time for one dial; 10s by default.");
    private readonly Option<string> maxSessionAge = Flags.One("--max-session-age", "TIME", "Age at which a connection is ended, so that the next one has a new handshake; never by default.");

    public void AddTo(Command command)
    {
        command.Options.Add(handshakeTimeout);
        command.Options.Add(connectTimeout);
        command.Options.Add(maxSessionAge);
    }

    public TunnelSettings Read(ParseResult result, TunnelSettings settings) => settings with
    {
        HandshakeTimeout = result.Read(handshakeTimeout),
        ConnectTimeout = result.Read(connectTimeout),
        MaxSessionAge = result.Read(maxSessionAge),
    };
}
