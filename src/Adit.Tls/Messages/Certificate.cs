using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>References: RFC 9846 4.5.1. Sizes: certificate_request_context 0..255, certificate_list 0..2^24-1, cert_data and ASN1_subjectPublicKeyInfo 1..2^24-1.</summary>
internal sealed class Certificate : HandshakeMessage
{
    /// <summary>More certificates than any path we would build.</summary>
    public const int MaxEntries = 16;

    private Certificate(ReadOnlyMemory<byte> encoded)
        : base(HandshakeType.certificate, encoded)
    {
    }

    public required byte[] Context { get; init; }

    /// <summary>DER: a chain, leaf first, or one SubjectPublicKeyInfo, as was agreed; may be empty from a client.</summary>
    public required ReadOnlyMemory<byte>[] Entries { get; init; }

    public static Certificate Read(ref WireReader r, ReadOnlyMemory<byte> encoded)
    {
        var context = r.Opaque8().ToArray();
        var list = r.Vector24();
        var entries = new List<ReadOnlyMemory<byte>>();
        while (!list.IsEmpty)
        {
            if (entries.Count == MaxEntries)
                throw TlsException.Fatal(AlertDescription.bad_certificate, $"The peer's Certificate has more than {MaxEntries} entries.", "4.5.1");
            entries.Add(list.Opaque24(min: 1).ToArray());
            var extensions = ExtensionBlock.Read(ref list, ExtensionPlace.Certificate);

            // RFC 9846 4.5.1: extensions answer those of the ClientHello or CertificateRequest; ours ask for none here.
            extensions.RequireOnly(new HashSet<ExtensionType>());
        }

        return new Certificate(encoded) { Context = context, Entries = [.. entries] };
    }

    public static byte[] Encode(IReadOnlyList<ReadOnlyMemory<byte>> entries) =>
        Encode(HandshakeType.certificate, w =>
        {
            w.U8(0);
            using (w.Vector24())
            {
                foreach (var entry in entries)
                {
                    using (w.Vector24()) w.Bytes(entry.Span);
                    w.U16(0);
                }
            }
        });
}
