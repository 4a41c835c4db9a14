namespace Adit.PeerBench.Contenders;

/// <summary>What a scenario changes in how contenders are set up. What is not said is as the rows have it.</summary>
internal sealed record Deployment
{
    public static Deployment Usual { get; } = new();

    /// <summary>Whether the server end asks for a certificate; a browser has none.</summary>
    public bool AsksForCertificates { get; init; } = true;

    /// <summary>Whether the client end resumes its sessions.</summary>
    public bool Resumes { get; init; } = true;

    /// <summary>After how much of a stream Adit renews its keys; no peer can be told to.</summary>
    public string? KeyUpdateAfter { get; init; }

    /// <summary>Whether both ends tell of each connection.</summary>
    public bool Tells { get; init; }
}

/// <summary>What the server end of a contender told of one connection.</summary>
/// <param name="Group">The group of its key exchange; empty where it does not tell.</param>
/// <param name="CipherSuite">Its suite.</param>
/// <param name="IsResumed">Whether it came with a ticket.</param>
internal sealed record ToldConnection(string Group, string CipherSuite, bool IsResumed);
