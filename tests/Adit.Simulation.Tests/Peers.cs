using System.Security.Cryptography;
using System.Text;
using Adit.Authority;
using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.PreSharedKeys;

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

    private static readonly PreSharedKey ListedKey = KeyOf("listed", 1, isImported: true);
    private static readonly PreSharedKey OtherKey = KeyOf("other", 2, isImported: false);
    private static readonly Dictionary<Who, PreSharedKey> Keys = new()
    {
        [Who.ListedByKey] = ListedKey,
        [Who.OtherByKey] = OtherKey,
        [Who.WrongKey] = KeyOf("listed", 3, isImported: true),
        [Who.UnknownKey] = KeyOf("unknown", 4, isImported: true),
    };

    private static readonly CertificateValidator Validator = new(new TrustAnchors([Ours.Certificate]));
    private static readonly ServerAuthenticator ServerByCa = new(Validator);
    private static readonly ServerAuthenticator ServerByPin = new([PinOf(Who.Server)]);
    private static readonly Dictionary<(Who, Credentials), PeerAuthenticator> LetsIn = new()
    {
        [(Who.Listed, Credentials.Certificates)] = new RuleAuthenticator(Validator, [new NamedRule("listed", new DnsNameRule("listed.test")), RuleOf(ListedKey)]),
        [(Who.Listed, Credentials.RawKeys)] = new RuleAuthenticator(null, [new NamedRule("listed", new PinRule(PinOf(Who.Listed))), RuleOf(ListedKey)]),
        [(Who.Listed, Credentials.PreSharedKeys)] = new RuleAuthenticator(null, [RuleOf(ListedKey)]),
        [(Who.Other, Credentials.Certificates)] = new RuleAuthenticator(Validator, [new NamedRule("other", new DnsNameRule("other.test")), RuleOf(OtherKey)]),
        [(Who.Other, Credentials.RawKeys)] = new RuleAuthenticator(null, [new NamedRule("other", new PinRule(PinOf(Who.Other))), RuleOf(OtherKey)]),
        [(Who.Other, Credentials.PreSharedKeys)] = new RuleAuthenticator(null, [RuleOf(OtherKey)]),
    };

    /// <summary>The keys that the server was given.</summary>
    public static IReadOnlyList<PreSharedKey> ServerKeys { get; } = [ListedKey, OtherKey];

    /// <summary>The judge of a client: by the key it was given, if any, or else by the server's certificate or raw key.</summary>
    public static PeerAuthenticator JudgeOfServers(Who client, Credentials by) =>
        Keys.TryGetValue(client, out var key) ? ServerAuthenticator.ByPreSharedKeys([key])
        : by == Credentials.RawKeys ? ServerByPin : ServerByCa;

    /// <summary>A server's judge that lets in this one only; with nobody: everybody.</summary>
    public static PeerAuthenticator JudgeThatLetsIn(Who who, Credentials by) => who == Who.Nobody ? new AnonymousClients() : LetsIn[(who, by)];

    /// <summary>The key that a client was given, if any.</summary>
    public static IReadOnlyList<PreSharedKey> KeysOf(Who who) => Keys.TryGetValue(who, out var key) ? [key] : [];

    /// <summary>What somebody shows, a certificate or a raw key, with a key of that speed; nothing of nobody.</summary>
    public static IReadOnlyList<TlsIdentity> IdentityOf(Who who, Credentials by, Func<PrivateKey, PrivateKey> slowed) =>
        by == Credentials.PreSharedKeys || !Identities.TryGetValue(who, out var identity) ? []
        : by == Credentials.RawKeys ? [new TlsIdentity(slowed(identity.Key))]
        : [new TlsIdentity(identity.Chain, slowed(identity.Key))];

    private static PreSharedKey KeyOf(string identity, byte key, bool isImported) =>
        new(Encoding.ASCII.GetBytes(identity), Enumerable.Repeat(key, PreSharedKey.MinKeyLength).ToArray(), HashAlgorithmName.SHA256, isImported);

    private static NamedRule RuleOf(PreSharedKey key) => new(key.IdentityText, PskRule.For(key));

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

    /// <summary>Who is <see cref="Listed"/>, by the pre-shared key it was given.</summary>
    ListedByKey,

    /// <summary>Who is <see cref="Other"/>, by the pre-shared key it was given.</summary>
    OtherByKey,

    /// <summary>Says that it is <see cref="ListedByKey"/>, and has another key.</summary>
    WrongKey,

    /// <summary>Has a key that nobody else was given.</summary>
    UnknownKey,

    /// <summary>The server that clients want.</summary>
    Server,

    /// <summary>A server of our CA with another name.</summary>
    OtherServer,

    /// <summary>Of the same name as <see cref="Server"/>, by a CA that nobody trusts.</summary>
    StrangeServer,
}

/// <summary>By what everybody is known; a client may be known by a pre-shared key beside it.</summary>
internal enum Credentials
{
    Certificates,

    RawKeys,

    /// <summary>Nobody has anything else.</summary>
    PreSharedKeys,
}
