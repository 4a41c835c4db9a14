namespace Adit.Tls.Handshake.Questions;

/// <summary>A signature by our key, for CertificateVerify. References: RFC 9846 4.5.2.</summary>
internal sealed class Sign(TlsIdentity identity, SignatureScheme scheme, byte[] content) : Question<byte[]>
{
    public TlsIdentity Identity => identity;

    public SignatureScheme Scheme => scheme;

    public ReadOnlyMemory<byte> Content => content;
}
