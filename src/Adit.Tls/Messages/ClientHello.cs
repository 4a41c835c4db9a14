using Adit.Tls.Compression;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>
/// What a client offers. Every extension that something depends on is read whole, so that a malformed one never passes;
/// those that are not implemented here are not looked into (RFC 9846 4.3).
/// References: RFC 9846 4.2.2. Sizes: random 32, legacy_session_id 0..32, extensions 7..2^16-1.
/// </summary>
internal sealed class ClientHello : HandshakeMessage
{
    private ClientHello(ReadOnlyMemory<byte> encoded)
        : base(HandshakeType.client_hello, encoded)
    {
    }

    public required ProtocolVersion LegacyVersion { get; init; }

    public required byte[] Random { get; init; }

    public required byte[] SessionId { get; init; }

    public required CipherSuite[] CipherSuites { get; init; }

    public required byte[] CompressionMethods { get; init; }

    /// <summary>Null when the hello has no extensions at all, as one older than TLS 1.2 may.</summary>
    public required ExtensionBlock? Extensions { get; init; }

    public ProtocolVersion[]? SupportedVersions { get; private set; }

    public NamedGroup[]? SupportedGroups { get; private set; }

    public SignatureScheme[]? SignatureAlgorithms { get; private set; }

    public SignatureScheme[]? SignatureAlgorithmsCert { get; private set; }

    public KeyShareEntry[]? KeyShares { get; private set; }

    public byte[][]? ApplicationProtocols { get; private set; }

    public string? ServerName { get; private set; }

    public CertificateType[]? ClientCertificateTypes { get; private set; }

    public CertificateType[]? ServerCertificateTypes { get; private set; }

    public ReadOnlyMemory<byte>[] CertificateAuthorities { get; private set; } = [];

    /// <summary>Whether the OCSP response of our certificate is asked for.</summary>
    public bool RequestsOcspResponse { get; private set; }

    /// <summary>compress_certificate: what our certificate may be compressed with.</summary>
    public CertificateCompressionAlgorithm[] CertificateCompression { get; private set; } = [];

    public int? RecordSizeLimit { get; private set; }

    public PreSharedKeyExtension? PreSharedKeys { get; private set; }

    /// <summary>Whether a PSK may be used with an ephemeral key exchange, the one way it is used here.</summary>
    public bool OffersPskWithDhe { get; private set; }

    public bool OffersTls13 => SupportedVersions?.Contains(ProtocolVersion.TLS13) == true;

    public bool OffersEarlyData => Has(ExtensionType.early_data);

    public bool Has(ExtensionType type) => Extensions?.Has(type) == true;

    public static ClientHello Read(ref WireReader r, ReadOnlyMemory<byte> encoded)
    {
        var hello = new ClientHello(encoded)
        {
            LegacyVersion = (ProtocolVersion)r.U16(),
            Random = r.Bytes(32).ToArray(),
            SessionId = r.Opaque8(max: 32).ToArray(),
            CipherSuites = r.CodePoints16(v => (CipherSuite)v),
            CompressionMethods = r.Opaque8(min: 1).ToArray(),
            Extensions = r.IsEmpty ? null : ExtensionBlock.Read(ref r, ExtensionPlace.ClientHello),
        };
        if (hello.Extensions is { } extensions) hello.ReadExtensions(extensions);
        return hello;
    }

    /// <summary>Writes a hello of our own: version 0x0303, null compression, and the extensions that <paramref name="extensions"/> writes.</summary>
    public static byte[] Encode(ReadOnlyMemory<byte> random, ReadOnlyMemory<byte> sessionId, IReadOnlyList<CipherSuite> suites, Action<WireWriter> extensions) =>
        Encode(HandshakeType.client_hello, w =>
        {
            w.U16((ushort)ProtocolVersion.TLS12);
            w.Bytes(random.Span);
            using (w.Vector8()) w.Bytes(sessionId.Span);
            using (w.Vector16())
                foreach (var suite in suites) w.U16((ushort)suite);
            using (w.Vector8()) w.U8(0);
            using (w.Vector16()) extensions(w);
        });

    private void ReadExtensions(ExtensionBlock extensions)
    {
        // RFC 9846 4.3.11: pre_shared_key is the last extension.
        if (extensions.Has(ExtensionType.pre_shared_key) && !extensions.IsLast(ExtensionType.pre_shared_key))
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The peer's pre_shared_key is not its last extension.", "4.3.11");

        if (extensions.TryGet(ExtensionType.supported_versions, out var body))
            SupportedVersions = SupportedVersionsExtension.ReadOffered(extensions.Reader(ExtensionType.supported_versions, body));
        if (!OffersTls13) return; // What an older hello holds has older rules, and is not read further.

        if (extensions.TryGet(ExtensionType.supported_groups, out body))
            SupportedGroups = SupportedGroupsExtension.Read(extensions.Reader(ExtensionType.supported_groups, body));
        if (extensions.TryGet(ExtensionType.signature_algorithms, out body))
            SignatureAlgorithms = SignatureAlgorithmsExtension.Read(extensions.Reader(ExtensionType.signature_algorithms, body));
        if (extensions.TryGet(ExtensionType.signature_algorithms_cert, out body))
            SignatureAlgorithmsCert = SignatureAlgorithmsExtension.Read(extensions.Reader(ExtensionType.signature_algorithms_cert, body));
        if (extensions.TryGet(ExtensionType.key_share, out body))
            KeyShares = KeyShareExtension.ReadOffered(extensions.Reader(ExtensionType.key_share, body));
        if (extensions.TryGet(ExtensionType.application_layer_protocol_negotiation, out body))
            ApplicationProtocols = AlpnExtension.ReadOffered(extensions.Reader(ExtensionType.application_layer_protocol_negotiation, body));
        if (extensions.TryGet(ExtensionType.server_name, out body))
            ServerName = ServerNameExtension.Read(extensions.Reader(ExtensionType.server_name, body));
        if (extensions.TryGet(ExtensionType.client_certificate_type, out body))
            ClientCertificateTypes = CertificateTypeExtension.ReadOffered(extensions.Reader(ExtensionType.client_certificate_type, body), ExtensionType.client_certificate_type);
        if (extensions.TryGet(ExtensionType.server_certificate_type, out body))
            ServerCertificateTypes = CertificateTypeExtension.ReadOffered(extensions.Reader(ExtensionType.server_certificate_type, body), ExtensionType.server_certificate_type);
        if (extensions.TryGet(ExtensionType.certificate_authorities, out body))
            CertificateAuthorities = CertificateAuthoritiesExtension.Read(extensions.Reader(ExtensionType.certificate_authorities, body));
        if (extensions.TryGet(ExtensionType.status_request, out body))
            RequestsOcspResponse = StatusRequestExtension.ReadRequest(extensions.Reader(ExtensionType.status_request, body));
        if (extensions.TryGet(ExtensionType.compress_certificate, out body))
            CertificateCompression = CompressCertificateExtension.Read(extensions.Reader(ExtensionType.compress_certificate, body));
        if (extensions.TryGet(ExtensionType.record_size_limit, out body))
            RecordSizeLimit = RecordSizeLimitExtension.Read(extensions.Reader(ExtensionType.record_size_limit, body));
        if (extensions.TryGet(ExtensionType.cookie, out body))
            CookieExtension.Read(extensions.Reader(ExtensionType.cookie, body));
        if (extensions.TryGet(ExtensionType.psk_key_exchange_modes, out body))
            OffersPskWithDhe = PskKeyExchangeModesExtension.ReadOffersDhe(extensions.Reader(ExtensionType.psk_key_exchange_modes, body));
        if (extensions.TryGet(ExtensionType.pre_shared_key, out body))
            PreSharedKeys = PreSharedKeyExtension.ReadOffered(extensions.Reader(ExtensionType.pre_shared_key, body));
        if (extensions.TryGet(ExtensionType.early_data, out body))
            extensions.Reader(ExtensionType.early_data, body).End(); // RFC 9846 4.3.10: empty
    }
}
