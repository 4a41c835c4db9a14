using Adit.Interop.Certificates;

namespace Adit.Interop.Peers;

/// <summary>How a peer is to serve us.</summary>
internal sealed record ServerCall
{
    /// <summary>What it shows; null where it holds a pre-shared key.</summary>
    public CertificateFiles? Own { get; init; }

    /// <summary>The CA of the clients it demands a certificate from; null when it asks for none.</summary>
    public string? ClientTrustFile { get; init; }

    /// <summary>Whether it shows its key alone and demands another of the client.</summary>
    public bool ByRawKeys { get; init; }

    /// <summary>The pre-shared key it has in place of certificates.</summary>
    public SharedKey? SharedKey { get; init; }

    /// <summary>The groups it takes, by IANA's names; empty for its own preference.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The one suite it takes, by IANA's name; null for its own preference.</summary>
    public string? CipherSuite { get; init; }
}
