using Adit.Tls.Certificates;

namespace Adit.Tls.Evidence;

/// <summary>What a peer shows of itself in its Certificate message, nothing of it checked, and what our policy takes. Immutable. References: RFC 9846 4.5.1, 4.5.1.1.</summary>
public sealed class PeerCertificates
{
    /// <summary>A chain, and what was stapled to its leaf.</summary>
    /// <param name="chain">Leaf first, at least one.</param>
    /// <param name="stapledOcspResponse">As <see cref="StapledOcspResponse"/> has it.</param>
    /// <param name="acceptedSignatureSchemes">As <see cref="AcceptedSignatureSchemes"/> has it.</param>
    /// <exception cref="ArgumentException">The chain is empty.</exception>
    public PeerCertificates(IReadOnlyList<ParsedCertificate> chain, ReadOnlyMemory<byte>? stapledOcspResponse = null, IReadOnlyList<SignatureScheme>? acceptedSignatureSchemes = null)
    {
        if (chain.Count == 0) throw new ArgumentException("The chain is empty: give at least the leaf certificate.", nameof(chain));
        Chain = [.. chain];
        StapledOcspResponse = stapledOcspResponse;
        AcceptedSignatureSchemes = acceptedSignatureSchemes;
    }

    /// <summary>The certificates as sent, leaf first, at least one.</summary>
    public IReadOnlyList<ParsedCertificate> Chain { get; }

    /// <summary>The certificate that names the peer.</summary>
    public ParsedCertificate Leaf => Chain[0];

    /// <summary>The OCSPResponse that the peer stapled to its leaf, as it came: bytes that should be the DER of RFC 6960; null where there is none, and where none was asked for.</summary>
    public ReadOnlyMemory<byte>? StapledOcspResponse { get; }

    /// <summary>What our policy takes for the signatures in the chain and in what was stapled, as the peer was told; null takes whatever is spoken here. RFC 9846 4.3.3.</summary>
    public IReadOnlyList<SignatureScheme>? AcceptedSignatureSchemes { get; }
}
