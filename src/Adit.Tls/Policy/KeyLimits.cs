namespace Adit.Tls.Policy;

/// <summary>
/// How long we send under one key: whichever limit is reached first, the next write begins with a KeyUpdate. An idle connection renews nothing.
/// Keys are renewed after 2^23 records besides, a third of what AES-GCM allows. Immutable and thread-safe. References: RFC 9846 4.7.3, 5.5.
/// </summary>
public sealed record KeyLimits
{
    /// <summary>The least that <see cref="Bytes"/> may be: some peers end a connection that renews its keys all the time.</summary>
    public const long MinBytes = 1 << 20;

    /// <summary>64 GiB, a day.</summary>
    public static KeyLimits Default { get; } = new();

    /// <summary>Bytes of application data; what one write puts into a batch of records may go over it.</summary>
    public long Bytes { get; init; } = 64L << 30;

    /// <summary>Time since the key was taken into use.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Records. RFC 9846 5.5 allows 2^24.5 full ones under an AES-GCM key.</summary>
    internal ulong Records { get; init; } = 1 << 23;

    /// <summary>KeyUpdates in the life of a connection. RFC 9846 4.7.3: a sender's epochs end at 2^48 - 1.</summary>
    internal long KeyUpdates { get; init; } = (1L << 48) - 1;
}
