namespace Adit.Tls.Handshake;

/// <summary>What a server does with early data, which it never accepts. References: RFC 9846 4.3.10.</summary>
internal enum EarlyData
{
    /// <summary>None was offered, or none can come any more.</summary>
    None,

    /// <summary>After a HelloRetryRequest: protected records are passed over until the second ClientHello.</summary>
    SkipUntilSecondHello,

    /// <summary>After a ServerHello: records that do not open are passed over until one does.</summary>
    SkipUndecryptable,
}
