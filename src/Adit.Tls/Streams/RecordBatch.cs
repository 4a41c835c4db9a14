using Adit.Tls.Records;

namespace Adit.Tls.Streams;

/// <summary>How much a stream opens or seals at once. Sizes: seven full records and a KeyUpdate, as many as fit the pool's next size.</summary>
internal static class RecordBatch
{
    public const int Records = 7;

    public const int Length = (Records * RecordFormat.FullRecordLength) + RecordSealer.KeyUpdateLength;
}
