using Adit.Tls.Messages.Extensions;
using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>
/// ServerHello, and HelloRetryRequest, which has its form and a fixed random.
/// References: RFC 9846 4.2.3, 4.2.4. Sizes: random 32, legacy_session_id_echo 0..32, extensions 6..2^16-1.
/// </summary>
internal sealed class ServerHello : HandshakeMessage
{
    private ServerHello(ReadOnlyMemory<byte> encoded)
        : base(HandshakeType.server_hello, encoded)
    {
    }

    /// <summary>SHA-256 of "HelloRetryRequest".</summary>
    public static ReadOnlySpan<byte> RetryRandom =>
    [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ];

    public required ProtocolVersion LegacyVersion { get; init; }

    public required byte[] Random { get; init; }

    public required byte[] SessionIdEcho { get; init; }

    public required CipherSuite CipherSuite { get; init; }

    public required byte CompressionMethod { get; init; }

    /// <summary>Null when there is none, which only an older version may send.</summary>
    public required ExtensionBlock? Extensions { get; init; }

    public bool IsHelloRetryRequest => Random.AsSpan().SequenceEqual(RetryRandom);

    /// <summary>RFC 9846 4.2.3: a server that can speak 1.3 marks a lower version in the last eight bytes of its random: DOWNGRD and 0 or 1.</summary>
    public bool HasDowngradeSentinel => Random.AsSpan(24, 7).SequenceEqual("DOWNGRD"u8) && Random[31] <= 1;

    public ProtocolVersion? SelectedVersion { get; private set; }

    public KeyShareEntry? KeyShare { get; private set; }

    public NamedGroup? RetryGroup { get; private set; }

    public byte[]? Cookie { get; private set; }

    /// <summary>The index of the PSK that the server took.</summary>
    public int? SelectedPsk { get; private set; }

    public static ServerHello Read(ref WireReader r, ReadOnlyMemory<byte> encoded)
    {
        var version = (ProtocolVersion)r.U16();
        var random = r.Bytes(32).ToArray();
        var place = random.AsSpan().SequenceEqual(RetryRandom) ? ExtensionPlace.HelloRetryRequest : ExtensionPlace.ServerHello;
        var hello = new ServerHello(encoded)
        {
            LegacyVersion = version,
            Random = random,
            SessionIdEcho = r.Opaque8(max: 32).ToArray(),
            CipherSuite = (CipherSuite)r.U16(),
            CompressionMethod = r.U8(),
            Extensions = r.IsEmpty ? null : ExtensionBlock.ReadOfAnyVersion(ref r, place),
        };
        if (hello.Extensions is { } extensions) hello.ReadExtensions(extensions);
        return hello;
    }

    /// <summary>Writes a ServerHello of our own.</summary>
    public static byte[] Encode(ReadOnlyMemory<byte> random, ReadOnlyMemory<byte> sessionIdEcho, CipherSuite suite, KeyShareEntry share, int? selectedPsk) =>
        Encode(random, sessionIdEcho, suite, w =>
        {
            KeyShareExtension.WriteAnswer(w, share);
            if (selectedPsk is { } index) PreSharedKeyExtension.WriteSelected(w, index);
        });

    /// <summary>Writes a HelloRetryRequest of our own.</summary>
    public static byte[] EncodeRetry(ReadOnlyMemory<byte> sessionIdEcho, CipherSuite suite, NamedGroup group) =>
        Encode(RetryRandom.ToArray(), sessionIdEcho, suite, w => KeyShareExtension.WriteRetry(w, group));

    private static byte[] Encode(ReadOnlyMemory<byte> random, ReadOnlyMemory<byte> sessionIdEcho, CipherSuite suite, Action<WireWriter> keyShare) =>
        Encode(HandshakeType.server_hello, w =>
        {
            w.U16((ushort)ProtocolVersion.TLS12);
            w.Bytes(random.Span);
            using (w.Vector8()) w.Bytes(sessionIdEcho.Span);
            w.U16((ushort)suite);
            w.U8(0);
            using (w.Vector16())
            {
                SupportedVersionsExtension.WriteSelected(w);
                keyShare(w);
            }
        });

    private void ReadExtensions(ExtensionBlock extensions)
    {
        if (extensions.TryGet(ExtensionType.supported_versions, out var body))
            SelectedVersion = SupportedVersionsExtension.ReadSelected(extensions.Reader(ExtensionType.supported_versions, body));
        if (SelectedVersion is null) return; // An older version, whose extensions have older rules.

        extensions.RequireInPlace();
        if (extensions.TryGet(ExtensionType.key_share, out body))
        {
            var reader = extensions.Reader(ExtensionType.key_share, body);
            if (IsHelloRetryRequest) RetryGroup = KeyShareExtension.ReadRetry(reader);
            else KeyShare = KeyShareExtension.ReadAnswer(reader);
        }

        if (extensions.TryGet(ExtensionType.pre_shared_key, out body))
            SelectedPsk = PreSharedKeyExtension.ReadSelected(extensions.Reader(ExtensionType.pre_shared_key, body));
        if (extensions.TryGet(ExtensionType.cookie, out body))
            Cookie = CookieExtension.Read(extensions.Reader(ExtensionType.cookie, body));
    }
}
