using System.Security.Cryptography;
using System.Text;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;
using Adit.Tls.PreSharedKeys;

namespace Adit.Identity.Rules;

/// <summary>
/// A client end's judge: the server's chain and name by a CA, its key by a pin, or a pre-shared key. Immutable and thread-safe.
/// A server that passes goes by the name asked for, by the pin it has, or by the identity of the key.
/// </summary>
public sealed class ServerAuthenticator : PeerAuthenticator
{
    private readonly CertificateValidator? validator;
    private readonly IReadOnlyList<NamedRule> keys;

    /// <summary>The server must chain to the CA and carry the name asked for.</summary>
    public ServerAuthenticator(CertificateValidator validator)
    {
        this.validator = validator;
        keys = [];
        TrustDigest = validator.Anchors.Digest;
        CertificateTypes = base.CertificateTypes;
    }

    /// <summary>The server must hold the key of one of these pins, in a certificate or by itself; nothing else is looked at.</summary>
    /// <exception cref="ArgumentException">No pin, or one that is not <c>sha256:</c> and 64 lower-case hex digits.</exception>
    public ServerAuthenticator(IReadOnlyList<string> pins)
    {
        if (pins.Count == 0) throw new ArgumentException("There is no pin of the server's key: give at least one.", nameof(pins));
        keys = [.. pins.Select(pin => new NamedRule(pin, new PinRule(pin)))];
        CertificateTypes = [CertificateType.RawPublicKey, CertificateType.X509];
        TrustDigest = SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', pins.Order(StringComparer.Ordinal))));
    }

    private ServerAuthenticator(IReadOnlyList<NamedRule> keys)
    {
        this.keys = keys;
        CertificateTypes = base.CertificateTypes;
    }

    /// <summary>The server must hold one of these pre-shared keys.</summary>
    /// <exception cref="ArgumentException">No key.</exception>
    public static ServerAuthenticator ByPreSharedKeys(IReadOnlyList<PreSharedKey> keys) => keys.Count == 0
        ? throw new ArgumentException("There is no pre-shared key: give at least one.", nameof(keys))
        : new ServerAuthenticator([.. keys.Select(key => new NamedRule(key.IdentityText, PskRule.For(key)))]);

    /// <inheritdoc/>
    public override bool RequestsCertificate => false;

    /// <summary>Where there is a CA: it may have revoked what it issued.</summary>
    public override bool RequestsOcspResponse => validator is not null;

    /// <summary>X.509; where the server's key is pinned, a raw public key too, and first.</summary>
    public override IReadOnlyList<CertificateType> CertificateTypes { get; }

    /// <summary>The CA, or the pins. With pre-shared keys nothing is resumed.</summary>
    public override ReadOnlyMemory<byte>? TrustDigest { get; }

    /// <summary>Who may pass, as a log says it.</summary>
    public override string ToString() => validator is null ? string.Join(" or ", keys.Select(k => k.Rule.Wants)) : "a certificate of the CA with the server name";

    /// <inheritdoc/>
    public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
        PeerChain.Judge(validator, presented, role, serverName, now);

    /// <inheritdoc/>
    public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => PeerDecision.Decide(RulesFor(evidence), evidence, now);

    // By a CA, the verdict is about the name asked for, and so that name is what the server has proved to be.
    private IReadOnlyList<NamedRule> RulesFor(PeerEvidence evidence) =>
        validator is null ? keys : [new NamedRule(evidence.ServerName ?? "", new AnyVerifiedPeer())];
}
