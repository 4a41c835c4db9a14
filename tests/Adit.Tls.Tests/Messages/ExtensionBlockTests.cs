using Adit.Tls.Messages;
using Adit.Tls.Tests.Handshake;
using Adit.Tls.Wire;

namespace Adit.Tls.Tests.Messages;

/// <summary>An extension holds what it says and not a byte more. References: RFC 9846 4.3.</summary>
public sealed class ExtensionBlockTests
{
    private static readonly byte[] PreSharedKey = [0, 7, 0, 1, 7, 0, 0, 0, 0, 0, 33, 32, .. new byte[32]];

    public static TheoryData<string, string, byte[]> WellFormed => new()
    {
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.supported_versions), [2, 3, 4] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.supported_groups), [0, 2, 0, 0x1d] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.signature_algorithms), [0, 2, 4, 3] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.signature_algorithms_cert), [0, 2, 4, 3] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.key_share), [0, 5, 0, 0x1d, 0, 1, 9] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.application_layer_protocol_negotiation), [0, 3, 2, 104, 50] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.server_name), [0, 4, 0, 0, 1, 65] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.client_certificate_type), [1, 2] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.server_certificate_type), [1, 2] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.certificate_authorities), [0, 4, 0, 2, 0x30, 0] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.status_request), [1, 0, 0, 0, 0] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.compress_certificate), [2, 0, 2] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.record_size_limit), [0x40, 1] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.cookie), [0, 1, 7] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.psk_key_exchange_modes), [1, 1] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.early_data), [] },
        { nameof(ExtensionPlace.ClientHello), nameof(ExtensionType.pre_shared_key), PreSharedKey },
        { nameof(ExtensionPlace.ServerHello), nameof(ExtensionType.supported_versions), [3, 4] },
        { nameof(ExtensionPlace.ServerHello), nameof(ExtensionType.key_share), [0, 0x1d, 0, 1, 9] },
        { nameof(ExtensionPlace.ServerHello), nameof(ExtensionType.pre_shared_key), [0, 0] },
        { nameof(ExtensionPlace.HelloRetryRequest), nameof(ExtensionType.supported_versions), [3, 4] },
        { nameof(ExtensionPlace.HelloRetryRequest), nameof(ExtensionType.key_share), [0, 0x1d] },
        { nameof(ExtensionPlace.HelloRetryRequest), nameof(ExtensionType.cookie), [0, 1, 7] },
        { nameof(ExtensionPlace.EncryptedExtensions), nameof(ExtensionType.application_layer_protocol_negotiation), [0, 3, 2, 104, 50] },
        { nameof(ExtensionPlace.EncryptedExtensions), nameof(ExtensionType.server_name), [] },
        { nameof(ExtensionPlace.EncryptedExtensions), nameof(ExtensionType.supported_groups), [0, 2, 0, 0x1d] },
        { nameof(ExtensionPlace.EncryptedExtensions), nameof(ExtensionType.client_certificate_type), [2] },
        { nameof(ExtensionPlace.EncryptedExtensions), nameof(ExtensionType.server_certificate_type), [2] },
        { nameof(ExtensionPlace.EncryptedExtensions), nameof(ExtensionType.record_size_limit), [0x40, 1] },
        { nameof(ExtensionPlace.CertificateRequest), nameof(ExtensionType.signature_algorithms), [0, 2, 4, 3] },
        { nameof(ExtensionPlace.CertificateRequest), nameof(ExtensionType.signature_algorithms_cert), [0, 2, 4, 3] },
        { nameof(ExtensionPlace.CertificateRequest), nameof(ExtensionType.certificate_authorities), [0, 4, 0, 2, 0x30, 0] },
        { nameof(ExtensionPlace.CertificateRequest), nameof(ExtensionType.compress_certificate), [2, 0, 2] },
    };

    [Theory]
    [MemberData(nameof(WellFormed))]
    [Requirement("RFC9846-4.3-02")]
    public void A_byte_behind_what_an_extension_holds_is_a_decode_error(string place, string name, byte[] body)
    {
        Assert.NotNull(HandshakeMessage.Read(With(body)));
        var error = Assert.Throws<TlsException>(() => HandshakeMessage.Read(With([.. body, 0])));
        Assert.Equal(AlertDescription.decode_error, error.AlertSent);
        Assert.Contains($"{place}.{name}", error.Message, StringComparison.Ordinal);

        byte[] With(byte[] held) => Message(Enum.Parse<ExtensionPlace>(place), [.. Needed(place).Where(e => e.Type.ToString() != name), (Enum.Parse<ExtensionType>(name), held)]);
    }

    /// <summary>Without these a message is not read further.</summary>
    private static (ExtensionType Type, byte[] Body)[] Needed(string place) => place switch
    {
        nameof(ExtensionPlace.ClientHello) => [(ExtensionType.supported_versions, [2, 3, 4])],
        nameof(ExtensionPlace.ServerHello) or nameof(ExtensionPlace.HelloRetryRequest) => [(ExtensionType.supported_versions, [3, 4])],
        nameof(ExtensionPlace.CertificateRequest) => [(ExtensionType.signature_algorithms, [0, 2, 4, 3])],
        _ => [],
    };

    /// <summary>A message that is right but for its extensions.</summary>
    private static byte[] Message(ExtensionPlace place, params (ExtensionType Type, byte[] Body)[] extensions)
    {
        using var w = new WireWriter();
        using (w.Vector16())
        {
            foreach (var (type, body) in extensions)
            {
                w.U16((ushort)type);
                using (w.Vector16()) w.Bytes(body);
            }
        }

        var block = w.Written.ToArray();
        return place switch
        {
            ExtensionPlace.ClientHello => Flight.Message(HandshakeType.client_hello, [3, 3, .. new byte[32], 0, 0, 2, 0x13, 1, 1, 0, .. block]),
            ExtensionPlace.ServerHello => Flight.Message(HandshakeType.server_hello, [3, 3, .. new byte[32], 0, 0x13, 1, 0, .. block]),
            ExtensionPlace.HelloRetryRequest => Flight.Message(HandshakeType.server_hello, [3, 3, .. ServerHello.RetryRandom, 0, 0x13, 1, 0, .. block]),
            ExtensionPlace.CertificateRequest => Flight.Message(HandshakeType.certificate_request, [0, .. block]),
            _ => Flight.Message(HandshakeType.encrypted_extensions, block),
        };
    }
}
