using Adit.Tls.Messages;

namespace Adit.Tls.Handshake.Server;

/// <summary>Server, WAIT_CERT. An empty list is read as such: whether it suffices is decided with everything else. References: RFC 9846 4.5.1, A.2.</summary>
internal sealed class WaitCertificate(HandshakeContext context, TlsServerOptions options) : HandshakeState
{
    /// <summary>Our CertificateRequest asks for no extension of an entry.</summary>
    private static readonly HashSet<ExtensionType> Asked = [];

    public override Epoch Epoch => Epoch.Handshake;

    protected override string Awaited => "certificate";

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        if (Certificate.Of(message, options.CertificateCompressors) is not { } certificate) throw Unexpected(message);
        var presented = PresentedCredential.Read(certificate, Asked, context);
        context.Transcript.Add(certificate.Encoded.Span);
        return presented is null ? new WaitFinished(context, options, presented) : new WaitCertificateVerify(context, options, presented);
    }
}
