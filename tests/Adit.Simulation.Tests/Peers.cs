using Adit.Authority;
using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;

namespace Adit.Simulation.Tests;

/// <summary>Everybody that a simulation knows. Ed25519 throughout: its signatures hold no chance, and all have one length.</summary>
internal static class Peers
{
    private static readonly CertificateAuthority Ours = NewAuthority("Ours");
    private static readonly CertificateAuthority Strangers = NewAuthority("Strangers");
    private static readonly Dictionary<Who, TlsIdentity> Identities = new()
    {
        [Who.Listed] = Issue(Ours, "listed.test"),
        [Who.Other] = Issue(Ours, "other.test"),
        [Who.Stranger] = Issue(Strangers, "listed.test"),
        [Who.Server] = Issue(Ours, "server.test"),
        [Who.OtherServer] = Issue(Ours, "elsewhere.test"),
        [Who.StrangeServer] = Issue(Strangers, "server.test"),
    };

    private static readonly CertificateValidator Validator = new(new TrustAnchors([Ours.Certificate]));
    private static readonly ServerAuthenticator ServerByCa = new(Validator);
    private static readonly ServerAuthenticator ServerByPin = new([PinOf(Who.Server)]);
    private static readonly Dictionary<(Who, bool ByPin), PeerAuthenticator> LetsIn = new()
    {
        [(Who.Listed, false)] = new RuleAuthenticator(Validator, [new NamedRule("listed", new DnsNameRule("listed.test"))]),
        [(Who.Listed, true)] = new RuleAuthenticator(null, [new NamedRule("listed", new PinRule(PinOf(Who.Listed)))]),
        [(Who.Other, false)] = new RuleAuthenticator(Validator, [new NamedRule("other", new DnsNameRule("other.test"))]),
        [(Who.Other, true)] = new RuleAuthenticator(null, [new NamedRule("other", new PinRule(PinOf(Who.Other)))]),
        [(Who.Nobody, false)] = new AnonymousClients(),
        [(Who.Nobody, true)] = new AnonymousClients(),
    };

    /// <summary>A client's judge.</summary>
    public static PeerAuthenticator JudgeOfServers(bool byPin) => byPin ? ServerByPin : ServerByCa;

    /// <summary>A server's judge that lets in this one only; with nobody: everybody.</summary>
    public static PeerAuthenticator JudgeThatLetsIn(Who who, bool byPin) => LetsIn[(who, byPin)];

    /// <summary>What somebody shows, a certificate or a raw key, with a key of that speed; nothing of nobody.</summary>
    public static IReadOnlyList<TlsIdentity> IdentityOf(Who who, bool isRaw, Func<PrivateKey, PrivateKey> slowed) =>
        !Identities.TryGetValue(who, out var identity) ? []
        : isRaw ? [new TlsIdentity(slowed(identity.Key))]
        : [new TlsIdentity(identity.Chain, slowed(identity.Key))];

    private static string PinOf(Who who) => new TlsIdentity(Identities[who].Key).RawKey!.Pin;

    private static CertificateAuthority NewAuthority(string name) =>
        CertificateAuthority.CreateAsync(name, SoftwareKey.Generate(SignatureScheme.ed25519), Clock.Start).AsTask().GetAwaiter().GetResult();

    private static TlsIdentity Issue(CertificateAuthority authority, string name)
    {
        var key = SoftwareKey.Generate(SignatureScheme.ed25519);
        var request = new LeafRequest { SubjectPublicKeyInfo = key.SubjectPublicKeyInfo, CommonName = name, DnsNames = [name] };
        return new TlsIdentity([authority.IssueAsync(request, Clock.Start).AsTask().GetAwaiter().GetResult()], key);
    }
}

/// <summary>Who somebody is.</summary>
internal enum Who
{
    /// <summary>Shows nothing.</summary>
    Nobody,

    /// <summary>A client of our CA.</summary>
    Listed,

    /// <summary>Another client of our CA.</summary>
    Other,

    /// <summary>Of the same name as <see cref="Listed"/>, by a CA that nobody trusts.</summary>
    Stranger,

    /// <summary>The server that clients want.</summary>
    Server,

    /// <summary>A server of our CA with another name.</summary>
    OtherServer,

    /// <summary>Of the same name as <see cref="Server"/>, by a CA that nobody trusts.</summary>
    StrangeServer,
}
