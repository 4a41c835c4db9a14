namespace Adit.Tls.Evidence;

/// <summary>What a client offered in its first ClientHello, in its order, GREASE left out. References: RFC 9846 4.2.2.</summary>
public sealed record PeerOffer
{
    /// <summary>supported_versions, or the legacy version where that extension is missing.</summary>
    public required IReadOnlyList<ProtocolVersion> Versions { get; init; }

    /// <summary>supported_groups.</summary>
    public required IReadOnlyList<NamedGroup> Groups { get; init; }

    /// <summary>The groups that had a key share in the first ClientHello.</summary>
    public required IReadOnlyList<NamedGroup> KeyShares { get; init; }

    /// <summary>cipher_suites.</summary>
    public required IReadOnlyList<CipherSuite> CipherSuites { get; init; }

    /// <summary>signature_algorithms.</summary>
    public required IReadOnlyList<SignatureScheme> SignatureSchemes { get; init; }

    /// <summary>signature_algorithms_cert, or signature_algorithms where that extension is missing (RFC 9846 4.3.3).</summary>
    public IReadOnlyList<SignatureScheme> CertificateSignatureSchemes { get; init; } = [];

    /// <summary>ALPN protocol names, escaped where they are not printable.</summary>
    public required IReadOnlyList<string> ApplicationProtocols { get; init; }

    /// <summary>client_certificate_type: what the client can show; X.509 where it says nothing. RFC 7250.</summary>
    public IReadOnlyList<CertificateType> ClientCertificateTypes { get; init; } = [CertificateType.X509];

    /// <summary>server_certificate_type: what the client takes from us; X.509 where it says nothing. RFC 7250.</summary>
    public IReadOnlyList<CertificateType> ServerCertificateTypes { get; init; } = [CertificateType.X509];

    /// <summary>server_name, where one was sent.</summary>
    public string? ServerName { get; init; }

    /// <summary>True when the same was offered, in the same order.</summary>
    public bool Equals(PeerOffer? other) =>
        other is not null
        && ServerName == other.ServerName
        && Versions.SequenceEqual(other.Versions)
        && Groups.SequenceEqual(other.Groups)
        && KeyShares.SequenceEqual(other.KeyShares)
        && CipherSuites.SequenceEqual(other.CipherSuites)
        && SignatureSchemes.SequenceEqual(other.SignatureSchemes)
        && CertificateSignatureSchemes.SequenceEqual(other.CertificateSignatureSchemes)
        && ApplicationProtocols.SequenceEqual(other.ApplicationProtocols)
        && ClientCertificateTypes.SequenceEqual(other.ClientCertificateTypes)
        && ServerCertificateTypes.SequenceEqual(other.ServerCertificateTypes);

    /// <summary>The same in lists that nobody can write to, as an offer needs that many hold.</summary>
    internal PeerOffer Frozen() => this with
    {
        Versions = [.. Versions],
        Groups = [.. Groups],
        KeyShares = [.. KeyShares],
        CipherSuites = [.. CipherSuites],
        SignatureSchemes = [.. SignatureSchemes],
        CertificateSignatureSchemes = [.. CertificateSignatureSchemes],
        ApplicationProtocols = [.. ApplicationProtocols],
        ClientCertificateTypes = [.. ClientCertificateTypes],
        ServerCertificateTypes = [.. ServerCertificateTypes],
    };

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(ServerName);
        foreach (var group in Groups) hash.Add(group);
        foreach (var suite in CipherSuites) hash.Add(suite);
        foreach (var scheme in SignatureSchemes) hash.Add(scheme);
        return hash.ToHashCode();
    }
}
