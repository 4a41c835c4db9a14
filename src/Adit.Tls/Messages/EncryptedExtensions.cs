using Adit.Tls.Messages.Extensions;
using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>References: RFC 9846 4.4.1. Sizes: extensions 0..2^16-1.</summary>
internal sealed class EncryptedExtensions : HandshakeMessage
{
    private EncryptedExtensions(ReadOnlyMemory<byte> encoded, ExtensionBlock extensions)
        : base(HandshakeType.encrypted_extensions, encoded) => Extensions = extensions;

    public ExtensionBlock Extensions { get; }

    public byte[]? ApplicationProtocol { get; private set; }

    public CertificateType? ClientCertificateType { get; private set; }

    public CertificateType? ServerCertificateType { get; private set; }

    public int? RecordSizeLimit { get; private set; }

    public static EncryptedExtensions Read(ref WireReader r, ReadOnlyMemory<byte> encoded)
    {
        var message = new EncryptedExtensions(encoded, ExtensionBlock.Read(ref r, ExtensionPlace.EncryptedExtensions));
        var extensions = message.Extensions;
        if (extensions.TryGet(ExtensionType.application_layer_protocol_negotiation, out var body))
            message.ApplicationProtocol = AlpnExtension.ReadSelected(extensions.Reader(ExtensionType.application_layer_protocol_negotiation, body));
        if (extensions.TryGet(ExtensionType.server_name, out body))
            ServerNameExtension.ReadAcknowledgement(extensions.Reader(ExtensionType.server_name, body));
        if (extensions.TryGet(ExtensionType.supported_groups, out body))
            SupportedGroupsExtension.Read(extensions.Reader(ExtensionType.supported_groups, body));
        if (extensions.TryGet(ExtensionType.client_certificate_type, out body))
            message.ClientCertificateType = CertificateTypeExtension.ReadSelected(extensions.Reader(ExtensionType.client_certificate_type, body));
        if (extensions.TryGet(ExtensionType.server_certificate_type, out body))
            message.ServerCertificateType = CertificateTypeExtension.ReadSelected(extensions.Reader(ExtensionType.server_certificate_type, body));
        if (extensions.TryGet(ExtensionType.record_size_limit, out body))
            message.RecordSizeLimit = RecordSizeLimitExtension.Read(extensions.Reader(ExtensionType.record_size_limit, body));
        return message;
    }

    public static byte[] Encode(string? applicationProtocol, bool acknowledgeServerName, CertificateType? clientCertificateType = null, CertificateType? serverCertificateType = null, bool sayRecordSizeLimit = false, IReadOnlyList<NamedGroup>? preferredGroups = null) =>
        Encode(HandshakeType.encrypted_extensions, w =>
        {
            using (w.Vector16())
            {
                if (acknowledgeServerName) ServerNameExtension.WriteAcknowledgement(w);
                if (applicationProtocol is not null) AlpnExtension.Write(w, [applicationProtocol]);
                if (clientCertificateType is { } client) CertificateTypeExtension.WriteSelected(w, ExtensionType.client_certificate_type, client);
                if (serverCertificateType is { } server) CertificateTypeExtension.WriteSelected(w, ExtensionType.server_certificate_type, server);
                if (preferredGroups is not null) SupportedGroupsExtension.Write(w, preferredGroups);
                if (sayRecordSizeLimit) RecordSizeLimitExtension.Write(w);
            }
        });
}
