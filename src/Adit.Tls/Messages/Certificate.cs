using Adit.Tls.Compression;
using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>References: RFC 9846 4.5.1. Sizes: certificate_request_context 0..255, certificate_list 0..2^24-1.</summary>
internal sealed class Certificate : HandshakeMessage
{
    /// <summary>More certificates than any path we would build.</summary>
    public const int MaxEntries = 16;

    private Certificate(ReadOnlyMemory<byte> encoded)
        : base(HandshakeType.certificate, encoded)
    {
    }

    public required byte[] Context { get; init; }

    /// <summary>A chain, leaf first, or one raw public key, as was agreed; may be empty from a client.</summary>
    public required CertificateEntry[] Entries { get; init; }

    /// <summary>The Certificate that a message is or holds; null where it is another.</summary>
    /// <param name="message">The peer's.</param>
    /// <param name="offered">What we can decompress and said so; with none of it, a compressed one has no place.</param>
    public static Certificate? Of(HandshakeMessage message, IReadOnlyList<CertificateCompressor> offered) => message switch
    {
        Certificate certificate => certificate,
        CompressedCertificate compressed when offered.Count > 0 => compressed.Decompress(offered),
        _ => null,
    };

    public static Certificate Read(ref WireReader r, ReadOnlyMemory<byte> encoded)
    {
        var context = r.Opaque8().ToArray();
        var list = r.Vector24();
        var entries = new List<CertificateEntry>();
        while (!list.IsEmpty)
        {
            if (entries.Count == MaxEntries)
                throw TlsException.Fatal(AlertDescription.bad_certificate, $"The peer's Certificate has more than {MaxEntries} entries.", "4.5.1");
            entries.Add(CertificateEntry.Read(ref list));
        }

        return new Certificate(encoded) { Context = context, Entries = [.. entries] };
    }

    /// <summary>Writes a Certificate of our own.</summary>
    /// <param name="entries">As <see cref="Entries"/> has them, without extensions.</param>
    /// <param name="ocspResponse">What is stapled to the first entry; null staples nothing.</param>
    public static byte[] Encode(IReadOnlyList<ReadOnlyMemory<byte>> entries, ReadOnlyMemory<byte>? ocspResponse = null) =>
        Encode(HandshakeType.certificate, w =>
        {
            w.U8(0);
            using (w.Vector24())
            {
                for (var i = 0; i < entries.Count; i++) CertificateEntry.Write(w, entries[i], i == 0 ? ocspResponse : null);
            }
        });
}
