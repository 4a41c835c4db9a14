using Adit.Interop.Certificates;

namespace Adit.Interop.Peers;

/// <summary>How a peer is to serve us.</summary>
/// <param name="Own">What it shows.</param>
/// <param name="ClientTrustFile">The CA of the clients it demands a certificate from; null when it asks for none.</param>
internal sealed record ServerCall(CertificateFiles Own, string? ClientTrustFile)
{
    /// <summary>The one group it takes, by IANA's name; null for its own preference.</summary>
    public string? Group { get; init; }

    /// <summary>The one suite it takes, by IANA's name; null for its own preference.</summary>
    public string? CipherSuite { get; init; }
}
