using Adit.Tls.Records;
using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>
/// record_size_limit: the longest inner plaintext, its type and padding included, that whoever sends this takes in a protected record.
/// References: RFC 8449 4. Sizes: 2 bytes; the limit is 64 to 2^14 + 1.
/// </summary>
internal static class RecordSizeLimitExtension
{
    public const int Min = 64;

    /// <summary>What TLS 1.3 has without the extension, and what we take.</summary>
    public const int Max = RecordFormat.MaxContentLength + 1;

    public static int Read(WireReader r)
    {
        int limit = r.U16();
        r.End();
        if (limit < Min)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer's record_size_limit is {limit}; {Min} is the least (RFC 8449 4).");
        return limit;
    }

    public static void Write(WireWriter w)
    {
        w.U16((ushort)ExtensionType.record_size_limit);
        using (w.Vector16()) w.U16(Max);
    }

    /// <summary>The content that fits a record for a peer with this limit, which may be beyond ours: it may know of longer records.</summary>
    public static int ContentLength(int limit) => Math.Min(limit, Max) - 1;
}
