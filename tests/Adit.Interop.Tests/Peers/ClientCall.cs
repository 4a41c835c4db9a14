using Adit.Interop.Certificates;

namespace Adit.Interop.Peers;

/// <summary>How a peer is to connect to us.</summary>
/// <param name="Port">Our port on loopback.</param>
/// <param name="TrustFile">The CA it trusts.</param>
/// <param name="Own">What it shows, where it shows something.</param>
internal sealed record ClientCall(int Port, string TrustFile, CertificateFiles? Own)
{
    /// <summary>The name it asks for and checks.</summary>
    public string ServerName { get; init; } = "localhost";

    /// <summary>The one group it offers, by IANA's name; null for its own preference.</summary>
    public string? Group { get; init; }

    /// <summary>The one suite it offers, by IANA's name; null for its own preference.</summary>
    public string? CipherSuite { get; init; }
}
