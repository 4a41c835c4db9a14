using Adit.Tls.Cryptography;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;
using Adit.Tls.Wire;

namespace Adit.Tls.Handshake.Server;

/// <summary>Server, START. References: RFC 9846 4.2.2, 9.2, A.2.</summary>
internal sealed class WaitClientHello(HandshakeContext context, TlsServerOptions options) : HandshakeState
{
    public override Epoch Epoch => Epoch.Initial;

    protected override string Awaited => "client_hello";

    public static HandshakeContext NewContext(TlsServerOptions options, string? from, Entropy entropy) =>
        new(options.Policy, entropy, new PeerEvidence { Role = TlsRole.Server, From = from }) { KeyLimits = options.KeyLimits, KeyLog = options.UnsafeKeyLog, KnownCertificates = options.KnownCertificates, KnownOffers = options.KnownOffers };

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        if (message is not ClientHello hello) throw Unexpected(message);
        var offer = OfferOf(hello);
        context.Evidence = context.Evidence with { Offer = offer, ServerName = hello.ServerName };
        context.ClientRandom = hello.Random;
        ClientHelloRules.Check(hello);
        context.MiddleboxCompatibility = hello.SessionId.Length > 0;
        return TicketSelection.Begin(context, options, hello, new ChooseIdentity(Wishes(hello, offer)));
    }

    private static IdentityWishes Wishes(ClientHello hello, PeerOffer offer) => new()
    {
        ServerName = offer.ServerName,
        CertificateTypes = offer.ServerCertificateTypes,
        SignatureSchemes = offer.SignatureSchemes,
        CertificateSignatureSchemes = offer.CertificateSignatureSchemes,
        CertificateAuthorities = hello.CertificateAuthorities,
    };

    private static PeerOffer OfferOf(ClientHello hello) => new()
    {
        Versions = Array.FindAll(hello.SupportedVersions ?? [hello.LegacyVersion], v => !Iana.IsGrease((ushort)v)),
        Groups = Array.FindAll(hello.SupportedGroups ?? [], g => !Iana.IsGrease((ushort)g)),
        KeyShares = Array.FindAll(Array.ConvertAll(hello.KeyShares ?? [], s => s.Group), g => !Iana.IsGrease((ushort)g)),
        CipherSuites = Array.FindAll(hello.CipherSuites, s => !Iana.IsGrease((ushort)s)),
        SignatureSchemes = Array.FindAll(hello.SignatureAlgorithms ?? [], s => !Iana.IsGrease((ushort)s)),
        CertificateSignatureSchemes = Array.FindAll(hello.SignatureAlgorithmsCert ?? hello.SignatureAlgorithms ?? [], s => !Iana.IsGrease((ushort)s)),
        ApplicationProtocols = [.. (hello.ApplicationProtocols ?? []).Select(name => PeerText.Of(name))],
        ServerName = hello.ServerName,
        ClientCertificateTypes = hello.ClientCertificateTypes ?? [CertificateType.X509],
        ServerCertificateTypes = hello.ServerCertificateTypes ?? [CertificateType.X509],
    };
}
