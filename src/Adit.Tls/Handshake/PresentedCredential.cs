using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Messages;

namespace Adit.Tls.Handshake;

/// <summary>
/// What a peer showed in its Certificate message: a chain or a raw key. Nothing of it is proved yet. Immutable.
/// References: RFC 9846 4.5.1, RFC 7250 3.
/// </summary>
internal abstract class PresentedCredential
{
    /// <summary>The key that CertificateVerify must be by.</summary>
    public abstract PublicKey Key { get; }

    /// <summary>RFC 9846 4.5.1.2: the key is for signing. Whatever a chain is worth, and also where a pin stands in for it.</summary>
    public abstract bool MaySign { get; }

    /// <summary>How a sentence names it.</summary>
    public abstract string Title { get; }

    /// <summary>Reads a Certificate message as the type that was agreed, and notes in the evidence what it shows; null for an empty list.</summary>
    /// <param name="message">The peer's.</param>
    /// <param name="asked">The extensions that we asked for in it.</param>
    /// <param name="context">The handshake.</param>
    public static PresentedCredential? Read(Certificate message, IReadOnlySet<ExtensionType> asked, HandshakeContext context)
    {
        // RFC 9846 4.5.1: extensions correspond to those of our ClientHello or CertificateRequest.
        foreach (var entry in message.Entries) entry.Extensions.RequireOnly(asked);

        // RFC 9846 4.5.1: within a handshake the context is empty, as the request's was.
        if (message.Context.Length != 0)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The peer's Certificate answers a request that was not made: its context is not empty.", "4.5.1");
        if (message.Entries.Length == 0) return null;
        if (context.Negotiated.PeerCertificateType == CertificateType.RawPublicKey)
        {
            var key = PresentedRawKey.Read(message.Entries);
            context.Evidence = context.Evidence with { PresentedRawKey = key.RawKey };
            return key;
        }

        var chain = PresentedChain.Read(message.Entries, context.KnownCertificates, context.Policy.CertificateSignatureSchemes);
        context.Evidence = context.Evidence with { PresentedCertificates = chain.Certificates.Chain };
        return chain;
    }
}

/// <summary>A chain, leaf first, at least one certificate.</summary>
internal sealed class PresentedChain(PeerCertificates certificates) : PresentedCredential
{
    public PeerCertificates Certificates => certificates;

    public override PublicKey Key => certificates.Leaf.PublicKey;

    public override bool MaySign => CertificateProfile.MaySign(certificates.Leaf);

    public override string Title => $"the certificate {certificates.Leaf.Title}";

    public static PresentedChain Read(IReadOnlyList<CertificateEntry> entries, KnownCertificates known, IReadOnlyList<SignatureScheme> acceptedSchemes)
    {
        try
        {
            return new PresentedChain(new PeerCertificates([.. entries.Select(entry => known.Read(entry.Data.Span))], entries[0].ReadOcspResponse(), acceptedSchemes));
        }
        catch (TlsException) when (IsRawKey(entries[0].Data))
        {
            throw TlsException.Fatal(AlertDescription.decode_error, "The peer showed a raw public key where an X.509 certificate was agreed on.", "4.5.1");
        }
    }

    private static bool IsRawKey(ReadOnlyMemory<byte> entry)
    {
        try
        {
            return RawPublicKey.Parse(entry) is not null;
        }
        catch (TlsException)
        {
            return false;
        }
    }
}

/// <summary>A raw public key.</summary>
internal sealed class PresentedRawKey(RawPublicKey key) : PresentedCredential
{
    public RawPublicKey RawKey => key;

    public override PublicKey Key => key.Key;

    public override bool MaySign => true;

    public override string Title => $"the raw public key {key.Pin}";

    public static PresentedRawKey Read(IReadOnlyList<CertificateEntry> entries)
    {
        // RFC 9846 4.5.1: no more than one entry.
        if (entries.Count > 1)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer's Certificate has {entries.Count} entries where a raw public key is the only one.", "4.5.1");
        return new PresentedRawKey(RawPublicKey.Parse(entries[0].Data));
    }
}
