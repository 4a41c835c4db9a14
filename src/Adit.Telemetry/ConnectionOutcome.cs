namespace Adit.Telemetry;

/// <summary>How a connection went.</summary>
public enum ConnectionOutcome
{
    /// <summary>Both directions ended with a proper end.</summary>
    Closed,

    /// <summary>It was relayed and ended early: a reset, a truncation, or our own stop.</summary>
    Cut,

    /// <summary>One end refused the other with an alert.</summary>
    Refused,

    /// <summary>No tunnel came about for another reason: a timeout, a target out of reach.</summary>
    Failed,

    /// <summary>The peer went away before it sent a byte, as a health check does.</summary>
    Unused,
}
