using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>References: RFC 9846 4.5.2. Sizes: signature 0..2^16-1.</summary>
internal sealed class CertificateVerify : HandshakeMessage
{
    private const int Spaces = 64;

    private CertificateVerify(ReadOnlyMemory<byte> encoded)
        : base(HandshakeType.certificate_verify, encoded)
    {
    }

    public required SignatureScheme Scheme { get; init; }

    public required byte[] Signature { get; init; }

    public static CertificateVerify Read(ref WireReader r, ReadOnlyMemory<byte> encoded) =>
        new(encoded) { Scheme = (SignatureScheme)r.U16(), Signature = r.Opaque16().ToArray() };

    public static byte[] Encode(SignatureScheme scheme, ReadOnlyMemory<byte> signature) =>
        Encode(HandshakeType.certificate_verify, w =>
        {
            w.U16((ushort)scheme);
            using (w.Vector16()) w.Bytes(signature.Span);
        });

    /// <summary>What is signed: 64 spaces, a context string that names the signer's side, a zero byte and the transcript hash.</summary>
    public static byte[] SignedContent(TlsRole signer, ReadOnlySpan<byte> transcriptHash)
    {
        var context = signer == TlsRole.Server ? "TLS 1.3, server CertificateVerify\0"u8 : "TLS 1.3, client CertificateVerify\0"u8;
        var content = new byte[Spaces + context.Length + transcriptHash.Length];
        content.AsSpan(0, Spaces).Fill(0x20);
        context.CopyTo(content.AsSpan(Spaces));
        transcriptHash.CopyTo(content.AsSpan(Spaces + context.Length));
        return content;
    }
}
