namespace Adit.Tls.Records;

/// <summary>What a record carries. References: RFC 9846 5.1. Sizes: 1 byte.</summary>
internal enum ContentType : byte
{
    change_cipher_spec = 20,
    alert = 21,
    handshake = 22,
    application_data = 23,
}
