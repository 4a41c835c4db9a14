using System.Text;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Wire;

namespace Adit.Tls.Handshake.Client;

/// <summary>Client, WAIT_EE. References: RFC 9846 4.4.1, A.1.</summary>
internal sealed class WaitEncryptedExtensions(HandshakeContext context, ClientOffer offer) : HandshakeState
{
    public override Epoch Epoch => Epoch.Handshake;

    protected override string Awaited => "encrypted_extensions";

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        if (message is not EncryptedExtensions encrypted) throw Unexpected(message);
        RequireOneSizeLimit(encrypted);
        encrypted.Extensions.RequireOnly(offer.Asked);
        if (encrypted.RecordSizeLimit is { } limit) context.MaxContentLength = RecordSizeLimitExtension.ContentLength(limit);
        if (encrypted.ApplicationProtocol is { } name)
        {
            // RFC 7301 3.2: one of those offered.
            var protocol = offer.Options.ApplicationProtocols.FirstOrDefault(p => Encoding.ASCII.GetBytes(p).AsSpan().SequenceEqual(name))
                ?? throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The server selected the protocol \"{PeerText.Of(name)}\", which we did not offer (RFC 7301 3.2).");
            context.Negotiated = context.Negotiated with { ApplicationProtocol = protocol };
        }

        context.Negotiated = context.Negotiated with
        {
            OwnCertificateType = Agreed(encrypted.ClientCertificateType, offer.ClientCertificateTypes),
            PeerCertificateType = Agreed(encrypted.ServerCertificateType, offer.ServerCertificateTypes),
        };
        context.Transcript.Add(encrypted.Encoded.Span);

        // RFC 9846 4.4.2: with a PSK nobody shows a certificate, and the server does not ask for one.
        return context.IsByPsk
            ? new WaitFinished(context, offer.Options, request: null, context.ShownBefore)
            : new WaitCertificateOrRequest(context, offer.Options);
    }

    /// <summary>RFC 7250 4.2: one of those offered, or X.509 where the server says nothing.</summary>
    private static CertificateType Agreed(CertificateType? selected, IReadOnlyList<CertificateType> offered)
    {
        if (selected is { } type && !offered.Contains(type))
            throw TlsException.Fatal(AlertDescription.unsupported_certificate, $"The server selected {Iana.Name(type)}, and we offered {string.Join(", ", offered.Select(Iana.Name))} (RFC 7250 4.2).");
        return selected ?? CertificateType.X509;
    }

    /// <summary>RFC 8449 4, 5.</summary>
    private static void RequireOneSizeLimit(EncryptedExtensions encrypted)
    {
        if (encrypted.RecordSizeLimit is not { } limit) return;
        if (limit > RecordSizeLimitExtension.Max)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The server's record_size_limit is {limit}; {RecordSizeLimitExtension.Max} is the most in TLS 1.3 (RFC 8449 4).");
        if (encrypted.Extensions.Has(ExtensionType.max_fragment_length))
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The server answered both record_size_limit and max_fragment_length (RFC 8449 5).");
    }
}
