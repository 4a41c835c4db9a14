namespace Adit.Tls.Messages;

/// <summary>The messages that hold extensions.</summary>
[Flags]
internal enum ExtensionPlace
{
    ClientHello = 1,
    ServerHello = 2,
    HelloRetryRequest = 4,
    EncryptedExtensions = 8,
    CertificateRequest = 16,
    Certificate = 32,
    NewSessionTicket = 64,
}

/// <summary>Where each extension may stand, as data. References: RFC 9846 4.3 table 1.</summary>
internal static class ExtensionPlaces
{
    /// <summary>The places of a recognised extension; null for one that is not recognised here and is ignored or refused as unsolicited.</summary>
    public static ExtensionPlace? Of(ExtensionType type) => type switch
    {
        ExtensionType.server_name => ExtensionPlace.ClientHello | ExtensionPlace.EncryptedExtensions | ExtensionPlace.CertificateRequest,
        ExtensionType.status_request or ExtensionType.signed_certificate_timestamp =>
            ExtensionPlace.ClientHello | ExtensionPlace.CertificateRequest | ExtensionPlace.Certificate,
        ExtensionType.signature_algorithms or ExtensionType.signature_algorithms_cert or ExtensionType.certificate_authorities or ExtensionType.compress_certificate =>
            ExtensionPlace.ClientHello | ExtensionPlace.CertificateRequest,
        ExtensionType.supported_groups or ExtensionType.use_srtp or ExtensionType.heartbeat or ExtensionType.application_layer_protocol_negotiation
            or ExtensionType.client_certificate_type or ExtensionType.server_certificate_type or ExtensionType.record_size_limit or ExtensionType.max_fragment_length =>
            ExtensionPlace.ClientHello | ExtensionPlace.EncryptedExtensions,
        ExtensionType.padding or ExtensionType.psk_key_exchange_modes or ExtensionType.post_handshake_auth => ExtensionPlace.ClientHello,
        ExtensionType.oid_filters => ExtensionPlace.CertificateRequest,
        ExtensionType.pre_shared_key => ExtensionPlace.ClientHello | ExtensionPlace.ServerHello,
        ExtensionType.early_data => ExtensionPlace.ClientHello | ExtensionPlace.EncryptedExtensions | ExtensionPlace.NewSessionTicket,
        ExtensionType.supported_versions or ExtensionType.key_share =>
            ExtensionPlace.ClientHello | ExtensionPlace.ServerHello | ExtensionPlace.HelloRetryRequest,
        ExtensionType.cookie => ExtensionPlace.ClientHello | ExtensionPlace.HelloRetryRequest,
        _ => null,
    };
}
