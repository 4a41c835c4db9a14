using Adit.Tls.Certificates;

namespace Adit.Tls.Evidence;

/// <summary>What a peer proved. One of <see cref="NoProof"/>, <see cref="CertificateProof"/>, <see cref="RawKeyProof"/> and <see cref="PskProof"/>.</summary>
public abstract record PeerProof;

/// <summary>The peer proved nothing: no certificate was asked for, or none was shown.</summary>
public sealed record NoProof : PeerProof;

/// <summary>The peer holds the key of the leaf (its CertificateVerify was checked); the verdict says what the chain is worth.</summary>
/// <param name="Presented">The certificates as sent, leaf first, at least one.</param>
/// <param name="Verdict">What the validator found.</param>
public sealed record CertificateProof(IReadOnlyList<ParsedCertificate> Presented, ChainVerdict Verdict) : PeerProof
{
    /// <summary>The certificate whose key the peer holds.</summary>
    public ParsedCertificate Leaf => Presented[0];
}

/// <summary>The peer holds this key (its CertificateVerify was checked), and has shown nothing else: only who pins the key knows whose it is.</summary>
/// <param name="Key">The key.</param>
public sealed record RawKeyProof(RawPublicKey Key) : PeerProof;

/// <summary>The peer holds a pre-shared key (its Finished was checked).</summary>
/// <param name="Identity">The external identity of the key, escaped where it is not printable.</param>
public sealed record PskProof(string Identity) : PeerProof;
