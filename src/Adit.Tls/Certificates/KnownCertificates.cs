using System.Buffers.Binary;
using System.Security.Cryptography;
using Adit.Tls.Evidence;

namespace Adit.Tls.Certificates;

/// <summary>
/// Certificates that let a peer in, as they were read, with their keys: a peer that comes again is spared the reading, and where the platform
/// imports a P-256 key more than a signature costs to verify. They are found by the SHA-256 of all their bytes, of which what is read is a function; what they are worth is judged each time, elsewhere.
/// Strangers put nothing in. Thread-safe. Sizes: at most 1,024 certificates.
/// </summary>
internal sealed class KnownCertificates
{
    private const int Generation = 512;

    private readonly BoundedCache<(UInt128 Low, UInt128 High), ParsedCertificate> certificates = new(Generation);

    /// <summary>How many are remembered.</summary>
    public int Count => certificates.Count;

    /// <summary>The certificate with these bytes, read anew where it is not known.</summary>
    /// <exception cref="TlsException">As <see cref="ParsedCertificate.Parse"/> has it.</exception>
    public ParsedCertificate Read(ReadOnlySpan<byte> der) => certificates.TryGet(KeyOf(der), out var known) ? known : ParsedCertificate.Read(der);

    /// <summary>Remembers what a peer showed that was let in, and what led from there to an anchor.</summary>
    public void Add(CertificateProof proof)
    {
        if (certificates.TryGet(KeyOf(proof.Leaf.Der.Span), out var known) && known == proof.Leaf) return;
        foreach (var certificate in proof.Verdict.Path.Concat(proof.Presented)) certificates.Set(KeyOf(certificate.Der.Span), certificate);
    }

    private static (UInt128 Low, UInt128 High) KeyOf(ReadOnlySpan<byte> der)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(der, digest);
        return (BinaryPrimitives.ReadUInt128LittleEndian(digest), BinaryPrimitives.ReadUInt128LittleEndian(digest[16..]));
    }
}
