using Adit.Tls.Wire;

namespace Adit.Tls.Records;

/// <summary>The content of an alert record: a level that means nothing and a description. References: RFC 9846 6. Sizes: 2 bytes.</summary>
internal static class AlertRecord
{
    public const int Length = 2;
    private const byte Warning = 1;
    private const byte Fatal = 2;

    /// <summary>RFC 9846 5.1: exactly one alert a record, whole.</summary>
    public static AlertDescription Read(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) throw TlsException.Fatal(AlertDescription.unexpected_message, "The peer sent an empty alert record.", "5.4");
        var r = new WireReader(content, "alert");
        r.U8();
        var description = (AlertDescription)r.U8();
        r.End();
        return description;
    }

    public static byte[] Encode(AlertDescription description) =>
        [description is AlertDescription.close_notify or AlertDescription.user_canceled ? Warning : Fatal, (byte)description];
}
