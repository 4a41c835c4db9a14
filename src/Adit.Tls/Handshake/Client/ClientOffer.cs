using System.Net;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;

namespace Adit.Tls.Handshake.Client;

/// <summary>What our ClientHello says, first and second: the same but for key_share, cookie and pre_shared_key. Immutable. References: RFC 9846 4.2.2.</summary>
/// <param name="options">The client.</param>
/// <param name="random">Of this hello.</param>
/// <param name="sessionId">Of this hello.</param>
/// <param name="takesTickets">Whether the server may issue tickets.</param>
/// <param name="offersPsks">Whether the hello has keys, provisioned ones or a ticket's.</param>
internal sealed class ClientOffer(TlsClientOptions options, byte[] random, byte[] sessionId, bool takesTickets, bool offersPsks)
{
    private static readonly HashSet<ExtensionType> Always =
        [ExtensionType.supported_versions, ExtensionType.supported_groups, ExtensionType.key_share, ExtensionType.record_size_limit];

    private static readonly HashSet<ExtensionType> ByCertificate = [ExtensionType.signature_algorithms, ExtensionType.signature_algorithms_cert];

    private static readonly HashSet<ExtensionType> StatusOnly = [ExtensionType.status_request];

    private static readonly HashSet<ExtensionType> Nothing = [];

    private static readonly HashSet<ExtensionType> ByPsk = [ExtensionType.pre_shared_key];

    private readonly HashSet<ExtensionType> asked =
    [
        .. Always,
        .. options.PreSharedKeys.Count > 0 ? [] : ByCertificate,
        .. offersPsks ? ByPsk : [],
        .. HostName(options) is null ? Array.Empty<ExtensionType>() : [ExtensionType.server_name],
        .. options.ApplicationProtocols.Count == 0 ? Array.Empty<ExtensionType>() : [ExtensionType.application_layer_protocol_negotiation],
        .. CertificateTypeExtension.IsWritten(TypesOf(options)) ? [ExtensionType.client_certificate_type] : Array.Empty<ExtensionType>(),
        .. CertificateTypeExtension.IsWritten(options.Authenticator.CertificateTypes) ? [ExtensionType.server_certificate_type] : Array.Empty<ExtensionType>(),
    ];

    public TlsClientOptions Options => options;

    /// <summary>
    /// The policy's; with pre-shared keys, those of them that a key goes with: where no certificate is taken, a server that chose another suite
    /// before it looked at the keys, as OpenSSL does, would have nothing left.
    /// </summary>
    public IReadOnlyList<CipherSuite> CipherSuites { get; } = options.PreSharedKeys.Count == 0
        ? options.Policy.CipherSuites
        : [.. options.Policy.CipherSuites.Where(suite => options.PreSharedKeys.Any(key => key.GoesWith(suite)))];

    /// <summary>What we can show of ourselves. RFC 7250 4.1.</summary>
    public IReadOnlyList<CertificateType> ClientCertificateTypes { get; } = TypesOf(options);

    /// <summary>What we take from the server. RFC 7250 4.1.</summary>
    public IReadOnlyList<CertificateType> ServerCertificateTypes => options.Authenticator.CertificateTypes;

    public ReadOnlySpan<byte> SessionId => sessionId;

    /// <summary>The extensions a server may answer.</summary>
    public IReadOnlySet<ExtensionType> Asked => asked;

    /// <summary>The extensions that an entry of the server's Certificate may have. RFC 9846 4.5.1.1.</summary>
    public static IReadOnlySet<ExtensionType> AskedOfCertificate(TlsClientOptions options) =>
        options.PreSharedKeys.Count == 0 && options.Authenticator.RequestsOcspResponse ? StatusOnly : Nothing;

    /// <summary>Writes the hello.</summary>
    /// <param name="context">The handshake.</param>
    /// <param name="cookie">What the HelloRetryRequest brought; null where it brought none, and in the first hello.</param>
    /// <param name="now">For the age of a ticket; nothing where none is offered.</param>
    public byte[] Encode(HandshakeContext context, byte[]? cookie, DateTimeOffset now)
    {
        var policy = options.Policy;
        var psks = context.PreSharedKeys;
        var hello = ClientHello.Encode(random, sessionId, CipherSuites, w =>
        {
            // server_name stands first: a middlebox that reads one packet finds it there, however long the key share is.
            if (HostName(options) is { } host) ServerNameExtension.Write(w, host);
            SupportedVersionsExtension.WriteOffered(w);
            if (options.ApplicationProtocols.Count > 0) AlpnExtension.Write(w, options.ApplicationProtocols);
            if (options.PreSharedKeys.Count == 0)
            {
                SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms, policy.SignatureSchemes);
                SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms_cert, policy.CertificateSignatureSchemes);
                if (AskedOfCertificate(options).Contains(ExtensionType.status_request)) StatusRequestExtension.WriteRequest(w);
                CompressCertificateExtension.Write(w, options.CertificateCompressors);
            }

            SupportedGroupsExtension.Write(w, policy.Groups);
            CertificateTypeExtension.WriteOffered(w, ExtensionType.client_certificate_type, ClientCertificateTypes);
            CertificateTypeExtension.WriteOffered(w, ExtensionType.server_certificate_type, ServerCertificateTypes);
            RecordSizeLimitExtension.Write(w);
            if (cookie is not null) CookieExtension.Write(w, cookie);
            KeyShareExtension.WriteOffered(w, [.. context.EphemeralKeys.Select(key => new KeyShareEntry(key.Group, key.Share))]);
            if (takesTickets || offersPsks) PskKeyExchangeModesExtension.Write(w);

            // RFC 9846 4.3.11: pre_shared_key is the last.
            if (psks.Count > 0) PreSharedKeyExtension.WriteOffered(w, [.. psks.Select(psk => (psk.WireIdentity, psk.ObfuscatedAge(now), psk.Hash.Length))]);
        });
        if (psks.Count > 0) PskBinder.Fill(hello, psks, context.Transcript);
        return hello;
    }

    private static IReadOnlyList<CertificateType> TypesOf(TlsClientOptions options) =>
        options.Identities.Count == 0 ? [CertificateType.X509] : [.. options.Identities.Select(identity => identity.CertificateType).Distinct()];

    /// <summary>RFC 6066 3: an IP address is no host_name.</summary>
    private static string? HostName(TlsClientOptions options) =>
        options.ServerName is { } name && !IPAddress.TryParse(name, out _) ? name.TrimEnd('.') : null;
}
