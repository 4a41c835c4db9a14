using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Wire;

namespace Adit.Tls.PreSharedKeys;

/// <summary>
/// The identity of an imported key: the external one, the context, the version and the hash it is for.
/// References: RFC 9258 5.1, 9. Sizes: external_identity 1..2^16-1, context 0..2^16-1.
/// </summary>
internal static class ImportedIdentity
{
    private const ushort HkdfSha256 = 0x0001;
    private const ushort HkdfSha384 = 0x0002;

    public static byte[] Encode(PreSharedKey source, HashFunction target)
    {
        using var w = new WireWriter();
        using (w.Vector16()) w.Bytes(source.Identity.Span);
        using (w.Vector16()) w.Bytes(source.ImporterContext.Span);
        w.U16((ushort)ProtocolVersion.TLS13);
        w.U16(target == HashFunction.Sha384 ? HkdfSha384 : HkdfSha256);
        return w.Written.ToArray();
    }
}
