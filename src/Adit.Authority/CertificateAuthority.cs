using System.Formats.Asn1;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Authority;

/// <summary>A private CA: its certificate and the key that signs. Thread-safe; the key is not owned. References: RFC 5280 4.</summary>
public sealed class CertificateAuthority
{
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(5);   // for peers whose clock is behind
    private static readonly TimeSpan DefaultValidity = TimeSpan.FromDays(3652);   // 10 years

    private readonly PrivateKey key;
    private readonly SignatureScheme scheme;
    private readonly IssuerProfile issuer;

    /// <summary>A CA that exists.</summary>
    /// <exception cref="ArgumentException">The certificate is not a CA's, or the key is not its key.</exception>
    public CertificateAuthority(ParsedCertificate certificate, PrivateKey key)
    {
        if (!certificate.SubjectPublicKeyInfo.Span.SequenceEqual(key.SubjectPublicKeyInfo.Span))
            throw new ArgumentException($"The private key is not the one of the CA's certificate ({certificate.Title}): name the two that belong together.");
        Certificate = certificate;
        this.key = key;
        scheme = SchemeOf(key);
        issuer = IssuerProfile.Of(certificate);
    }

    /// <summary>The CA's own certificate.</summary>
    public ParsedCertificate Certificate { get; }

    /// <summary>Makes a new self-signed CA certificate: pathLen 0, keyCertSign and cRLSign, valid 10 years unless told otherwise, start backdated 5 minutes.</summary>
    /// <exception cref="ArgumentException">The name or the validity cannot be used, or the key cannot sign certificates.</exception>
    public static async ValueTask<CertificateAuthority> CreateAsync(string commonName, PrivateKey key, DateTimeOffset now, TimeSpan? validity = null, CancellationToken cancellationToken = default)
    {
        var name = SubjectNames.ForAuthority(commonName);
        var subject = new AsnWriter(AsnEncodingRules.DER);
        name.WriteSubject(subject);
        var identifier = KeyIdentifier.Of(key.SubjectPublicKeyInfo);
        var content = new CertificateContent(subject.Encode(), name, key.SubjectPublicKeyInfo, Start(now), End(now, validity ?? DefaultValidity), writer =>
        {
            CertificateExtensions.WriteAuthorityConstraints(writer);
            CertificateExtensions.WriteAuthorityKeyUsage(writer);
            CertificateExtensions.WriteSubjectKeyIdentifier(writer, identifier);
            CertificateExtensions.WriteAuthorityKeyIdentifier(writer, identifier);
        });
        return new CertificateAuthority(await CertificateSigner.SignAsync(content, key, SchemeOf(key), cancellationToken).ConfigureAwait(false), key);
    }

    /// <summary>Issues a leaf.</summary>
    /// <exception cref="ArgumentException">The request has a name, key or purpose that cannot be used, or asks for a life beyond the CA's own.</exception>
    public ValueTask<ParsedCertificate> IssueAsync(LeafRequest request, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        RequireKey(request.SubjectPublicKeyInfo);
        if (!request.ForServer && !request.ForClient)
            throw new ArgumentException("The certificate would be good for nothing: ask for a server's, a client's, or both.");
        var names = SubjectNames.ForLeaf(request);
        var content = new CertificateContent(issuer.Name, names, request.SubjectPublicKeyInfo, Start(now), RequireWithinOurs(End(now, request.Validity)), writer =>
        {
            CertificateExtensions.WriteLeafConstraints(writer);
            CertificateExtensions.WriteLeafKeyUsage(writer);
            CertificateExtensions.WriteExtendedKeyUsage(writer, request.ForServer, request.ForClient);
            if (names.HasAlternatives) CertificateExtensions.WriteAlternativeNames(writer, names);
            CertificateExtensions.WriteSubjectKeyIdentifier(writer, KeyIdentifier.Of(request.SubjectPublicKeyInfo));
            CertificateExtensions.WriteAuthorityKeyIdentifier(writer, issuer.KeyIdentifier);
        });
        return CertificateSigner.SignAsync(content, key, scheme, cancellationToken);
    }

    private static SignatureScheme SchemeOf(PrivateKey key) =>
        SignatureAlgorithm.For(key) ?? throw new ArgumentException("A key of this type does not sign certificates here: take ECDSA, Ed25519, ML-DSA or RSA.");

    private static void RequireKey(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        try
        {
            PublicKey.Import(subjectPublicKeyInfo);
        }
        catch (TlsException e)
        {
            throw new ArgumentException($"The key to certify cannot be used: {e.Message}", e);
        }
    }

    // Cut short in silence, a certificate would end on a day that nobody asked for.
    private DateTimeOffset RequireWithinOurs(DateTimeOffset end) => end <= Certificate.NotAfter
        ? end
        : throw new ArgumentException($"The certificate would end on {end:u}, and its CA ({Certificate.Title}) ends on {Certificate.NotAfter:u}: ask for fewer days, or renew the CA.");

    private static DateTimeOffset Start(DateTimeOffset now) => WholeSeconds(now) - Backdating;

    private static DateTimeOffset End(DateTimeOffset now, TimeSpan validity)
    {
        if (validity <= TimeSpan.Zero || validity > DateTimeOffset.MaxValue - now)
            throw new ArgumentException($"A validity of {validity.TotalDays:0.#} days cannot be used: ask for more than none, and an end before the year 10000.");
        return WholeSeconds(now + validity);
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
