namespace Adit.Benchmarks;

/// <summary>How both ends of a handshake prove who they are.</summary>
public enum Authentication
{
    /// <summary>P-256 certificates both ways, seen before.</summary>
    Certificates,

    /// <summary>P-256 keys that the other end has pinned.</summary>
    RawKeys,

    /// <summary>One key that both have.</summary>
    PreSharedKey,

    /// <summary>A ticket of an earlier handshake by certificates.</summary>
    Resumption,
}
