using Adit.Tunnel;

namespace Adit.Cli.Configuration;

/// <summary>The environment's ADIT_TRANSPORT: <c>best</c>, which is the default, or <c>sockets</c>, to find out whether a fault is of the data plane.</summary>
internal static class TransportVariable
{
    public const string Name = "ADIT_TRANSPORT";

    /// <exception cref="CommandException">It says something else.</exception>
    public static TunnelTransport Read(string? value) => value switch
    {
        null or "" or "best" => TunnelTransport.Best,
        "sockets" => TunnelTransport.Sockets,
        _ => throw new CommandException(ExitCodes.Usage, $"{Name} is '{value}': say best or sockets, or leave it out."),
    };
}
