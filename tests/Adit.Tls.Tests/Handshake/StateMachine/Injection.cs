using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Handshake.StateMachine;

/// <summary>What a record may carry at any point, whether it may be there or not.</summary>
internal sealed class Injection(ContentType type, byte[] content, string? name = null)
{
    /// <summary>Every message that has a form.</summary>
    public static IReadOnlyList<Injection> WellFormedMessages { get; } =
        [.. Enum.GetValues<HandshakeType>().Select(WellFormed.Message).OfType<byte[]>().Append(WellFormed.ServerHello).Select(m => new Injection(ContentType.handshake, m))];

    /// <summary>These, and some types that have none.</summary>
    public static IReadOnlyList<Injection> Messages { get; } =
    [
        .. WellFormedMessages,
        .. new byte[] { 0, 3, (byte)HandshakeType.end_of_early_data, 14, (byte)HandshakeType.message_hash, 255 }.Select(OfType),
    ];

    /// <summary>Every message type that has no form, on its header.</summary>
    public static IReadOnlyList<Injection> OtherTypes { get; } =
        [.. Enumerable.Range(0, 256).Select(t => (byte)t).Where(t => WellFormed.Message((HandshakeType)t) is null).Select(OfType)];

    public static IReadOnlyList<Injection> OtherContents { get; } =
    [
        new(ContentType.change_cipher_spec, [1]),
        new(ContentType.change_cipher_spec, [2], "change_cipher_spec of 2"),
        new(ContentType.change_cipher_spec, [1, 1], "two change_cipher_specs"),
        Alert(AlertDescription.close_notify),
        Alert(AlertDescription.user_canceled),
        Alert(AlertDescription.handshake_failure),
        Alert((AlertDescription)200),
        new(ContentType.alert, [], "no alert"),
        new(ContentType.alert, [2], "half an alert"),
        new(ContentType.alert, [2, 40, 2, 40], "two alerts"),
        new(ContentType.application_data, [1]),
        new(ContentType.application_data, [], "no application_data"),
        new(ContentType.handshake, [], "no handshake message"),
        new((ContentType)24, [1], "heartbeat"),
        new((ContentType)255, [1], "content type 255"),
    ];

    public static IReadOnlyList<Injection> All { get; } = [.. Messages, .. OtherContents];

    /// <summary>What there is to choose from for a record that will not open.</summary>
    public static IReadOnlyList<Injection> Sealed { get; } =
        [.. WellFormedMessages, new(ContentType.change_cipher_spec, [1]), Alert(AlertDescription.close_notify), Alert(AlertDescription.handshake_failure), new(ContentType.application_data, [1])];

    public ContentType Type => type;

    public byte[] Content => content;

    public bool IsMessage => type == ContentType.handshake && content.Length > 0;

    public string Name => name ?? (IsMessage ? Step.NameOf(content) : type.ToString());

    /// <summary>The alert, where it is exactly one.</summary>
    public AlertDescription? TheAlert => type == ContentType.alert && content.Length == AlertRecord.Length ? (AlertDescription)content[1] : null;

    private static Injection OfType(byte type) => new(ContentType.handshake, [type, 0, 0, 0]);

    private static Injection Alert(AlertDescription alert) => new(ContentType.alert, AlertRecord.Encode(alert), $"alert {Iana.Name(alert)}");
}
