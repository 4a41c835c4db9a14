using System.Buffers.Binary;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Schedule;
using Adit.Tls.Wire;

namespace Adit.Tls.Sessions;

/// <summary>
/// What is sealed in a ticket: the pre-shared key, then the session, but for what was stapled, for clients staple nothing. Written and read by this process alone, so the form may change with any version.
/// Sizes: psk 32 or 48.
/// </summary>
internal static class TicketContents
{
    /// <summary>The contents; the caller disposes them.</summary>
    public static PinnedBytes Encode(TlsSession session, Secret resumptionSecret, ReadOnlySpan<byte> ticketNonce)
    {
        var hash = HashFunction.Of(session.CipherSuite);
        using var w = new WireWriter();
        Write(w, session);
        var contents = new PinnedBytes(2 + hash.Length + w.Length);
        BinaryPrimitives.WriteUInt16BigEndian(contents.Span, (ushort)session.CipherSuite);
        KeySchedule.TicketPsk(hash, resumptionSecret.Reveal(), ticketNonce, contents.Span[2..]);
        w.Written.CopyTo(contents.Span[(2 + hash.Length)..]);
        return contents;
    }

    /// <summary>The key and the session that were sealed; the caller disposes the key.</summary>
    public static OfferedPsk Decode(ReadOnlySpan<byte> contents, ReadOnlyMemory<byte> ticket, KnownCertificates known)
    {
        var r = new WireReader(contents, "ticket");
        var suite = (CipherSuite)r.U16();
        var psk = r.Bytes(HashFunction.Of(suite).Length);
        var session = Read(ref r, suite, known);
        r.End();
        return OfferedPsk.OfSession(session, ticket, psk);
    }

    private static void Write(WireWriter w, TlsSession session)
    {
        WriteTime(w, session.AuthenticatedAt);
        WriteTime(w, session.Expires ?? default);
        w.U16((ushort)(session.PeerSignatureScheme ?? 0));
        using (w.Vector24())
        {
            foreach (var certificate in session.Certificates)
                using (w.Vector24()) w.Bytes(certificate.Der.Span);
        }

        using (w.Vector16()) w.Bytes(session.RawKey is { } key ? key.SubjectPublicKeyInfo.Span : []);
    }

    private static TlsSession Read(ref WireReader r, CipherSuite suite, KnownCertificates known)
    {
        var authenticatedAt = ReadTime(ref r);
        var expires = ReadTime(ref r);
        var scheme = (SignatureScheme)r.U16();
        var certificates = new List<ParsedCertificate>();
        for (var chain = r.Vector24(); !chain.IsEmpty;) certificates.Add(known.Read(chain.Opaque24()));
        var key = r.Opaque16().ToArray();
        return new TlsSession
        {
            CipherSuite = suite,
            AuthenticatedAt = authenticatedAt,
            Expires = expires == default ? null : expires,
            PeerSignatureScheme = scheme == 0 ? null : scheme,
            Certificates = certificates,
            RawKey = key.Length == 0 ? null : RawPublicKey.Parse(key),
        };
    }

    private static void WriteTime(WireWriter w, DateTimeOffset time) => BinaryPrimitives.WriteInt64BigEndian(w.Claim(sizeof(long)), time.UtcTicks);

    private static DateTimeOffset ReadTime(ref WireReader r) => new(BinaryPrimitives.ReadInt64BigEndian(r.Bytes(sizeof(long))), TimeSpan.Zero);
}
