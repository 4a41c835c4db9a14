using Adit.Tls.Messages;

namespace Adit.Tls.Handshake;

/// <summary>Checks a CertificateVerify: the peer holds the key it showed. References: RFC 9846 4.5.2.</summary>
internal static class PeerSignature
{
    public static void Check(CertificateVerify message, PresentedCredential presented, IReadOnlyList<SignatureScheme> offered, TlsRole signer, ReadOnlySpan<byte> transcriptHash)
    {
        // RFC 9846 4.5.2: one of those we offered, and one that fits the key.
        if (!offered.Contains(message.Scheme))
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer signed with {Iana.Name(message.Scheme)}, which we did not offer.", "4.5.2");
        if (!presented.Key.SignatureSchemes.Contains(message.Scheme))
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer signed with {Iana.Name(message.Scheme)}, but the key it showed is {presented.Key.Algorithm}.", "4.5.2");
        if (!presented.MaySign)
            throw TlsException.Fatal(AlertDescription.unsupported_certificate, $"The peer signed with {presented.Title}, which may not sign: its keyUsage lacks digitalSignature.", "4.5.1.2");
        if (!presented.Key.Verify(message.Scheme, CertificateVerify.SignedContent(signer, transcriptHash), message.Signature))
            throw TlsException.Fatal(AlertDescription.decrypt_error, $"The peer's CertificateVerify is not by the key of {presented.Title} that it showed.", "4.5.2");
    }
}
