namespace Adit.Tls.Messages;

/// <summary>References: RFC 9846 4, B.3; RFC 8879 4. Sizes: 1 byte.</summary>
internal enum HandshakeType : byte
{
    client_hello = 1,
    server_hello = 2,
    new_session_ticket = 4,
    end_of_early_data = 5,
    encrypted_extensions = 8,
    certificate = 11,
    certificate_request = 13,
    certificate_verify = 15,
    finished = 20,
    key_update = 24,
    compressed_certificate = 25,
    message_hash = 254,
}
