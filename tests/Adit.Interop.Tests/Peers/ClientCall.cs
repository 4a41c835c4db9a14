using Adit.Interop.Certificates;

namespace Adit.Interop.Peers;

/// <summary>How a peer is to connect to us.</summary>
/// <param name="Port">Our port on loopback.</param>
internal sealed record ClientCall(int Port)
{
    /// <summary>The CA it trusts; null where it has none to trust.</summary>
    public string? TrustFile { get; init; }

    /// <summary>What it shows, where it shows something.</summary>
    public CertificateFiles? Own { get; init; }

    /// <summary>Whether it shows its key alone and demands another of the server.</summary>
    public bool ByRawKeys { get; init; }

    /// <summary>The pre-shared key it has in place of certificates.</summary>
    public SharedKey? SharedKey { get; init; }

    /// <summary>The name it asks for and checks.</summary>
    public string ServerName { get; init; } = "localhost";

    /// <summary>The groups it offers, by IANA's names; empty for its own preference.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The one suite it offers, by IANA's name; null for its own preference.</summary>
    public string? CipherSuite { get; init; }
}
