using Adit.Tls.Certificates;
using Adit.Tls.Messages;

namespace Adit.Tls.Handshake;

/// <summary>Checks a CertificateVerify: the peer holds the key of the leaf it showed. References: RFC 9846 4.5.2.</summary>
internal static class PeerSignature
{
    public static void Check(CertificateVerify message, ParsedCertificate leaf, IReadOnlyList<SignatureScheme> offered, TlsRole signer, ReadOnlySpan<byte> transcriptHash)
    {
        // RFC 9846 4.5.2: one of those we offered, and one that fits the key of the leaf.
        if (!offered.Contains(message.Scheme))
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer signed with {Iana.Name(message.Scheme)}, which we did not offer.", "4.5.2");
        if (!leaf.PublicKey.SignatureSchemes.Contains(message.Scheme))
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer signed with {Iana.Name(message.Scheme)}, but its certificate's key is {leaf.PublicKey.Algorithm}.", "4.5.2");
        if (!leaf.PublicKey.Verify(message.Scheme, CertificateVerify.SignedContent(signer, transcriptHash), message.Signature))
            throw TlsException.Fatal(AlertDescription.decrypt_error, $"The peer's CertificateVerify is not by the key of the certificate \"{leaf.Subject}\" that it showed.", "4.5.2");
    }
}
