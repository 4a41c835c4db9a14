namespace Adit.Tls.Records;

/// <summary>The measures of a record. References: RFC 9846 5.1, 5.2. Sizes: in bytes.</summary>
internal static class RecordFormat
{
    /// <summary>type, legacy_record_version, length.</summary>
    public const int HeaderLength = 5;

    /// <summary>The longest content of a record.</summary>
    public const int MaxContentLength = 1 << 14;

    /// <summary>The longest ciphertext: content, type, tag, and room for padding.</summary>
    public const int MaxCiphertextLength = MaxContentLength + 256;

    /// <summary>What protection adds to a content without padding: header, inner type, tag.</summary>
    public const int Overhead = HeaderLength + 1 + 16;

    /// <summary>A full record as we write it.</summary>
    public const int FullRecordLength = MaxContentLength + Overhead;

    /// <summary>The longest record a peer may send.</summary>
    public const int MaxRecordLength = HeaderLength + MaxCiphertextLength;
}
