namespace Adit.Telemetry;

/// <summary>How much is written; a line is written when its level is at least the log's.</summary>
public enum LogLevel
{
    /// <summary>Everything, health checks too.</summary>
    Debug,

    /// <summary>Starts, stops, reloads and every connection.</summary>
    Info,

    /// <summary>What wants a look soon: a refused peer, an expiry near, a bad reload.</summary>
    Warning,

    /// <summary>What failed.</summary>
    Error,
}
