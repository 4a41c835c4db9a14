using System.Text;
using Adit.Identity.Keys;
using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Certificates.Revocation;
using Adit.Tls.Evidence;
using Adit.Tls.PreSharedKeys;
using Adit.Tunnel.Transport;

namespace Adit.Cli.Configuration;

/// <summary>Reads the files an end of TLS names and builds the end. What is wrong goes to the faults, all of it; then there is no end.</summary>
/// <param name="faults">What is wrong.</param>
/// <param name="clock">The clock.</param>
/// <param name="memory">Where sessions are kept; null resumes none.</param>
/// <param name="tunnel">What keeps the sessions of this end from those of others.</param>
/// <param name="keyLogs">Opens key logs; null only checks them.</param>
internal sealed class TlsEndLoader(Faults faults, TimeProvider clock, SessionMemory? memory = null, string tunnel = "", KeyLogs? keyLogs = null)
{
    /// <summary>The end that accepts.</summary>
    public TlsEnd? LoadServer(TlsSettings settings)
    {
        var before = faults.Lines.Count;
        var names = settings.Names;
        if (settings.PreSharedKeys.Count == 0 && settings.Identities.All(identity => identity.IsEmpty))
            faults.Add(settings.Origin, $"a server has to prove who it is; give {names.Certificate} and {names.PrivateKey} (\"adit init\" and \"adit ca issue\" make both), {names.PrivateKey} alone where clients pin it (\"adit keygen\"), or {names.Psk} (\"adit psk new\").");
        var identities = new IdentityLoader(faults, settings.Names).Load(settings.Identities);
        var anchors = LoadAnchors(settings.CaFile);
        var lists = LoadRevocationLists(settings);
        var (keys, keyRules) = new PskLoader(faults).Load(settings.PreSharedKeys);
        NamedRule[] rules = [.. CheckRules(settings), .. keyRules];
        CheckPskRules(settings, keys);
        var policy = new PolicyLoader(faults).Load(settings.Policy);
        var keyLimits = new KeyLimitsLoader(faults).Load(settings.Policy);
        var protocols = ApplicationProtocols(settings);
        var keyLog = LoadKeyLog(settings.UnsafeKeyLog);
        if (faults.Lines.Count > before) return null;

        PeerAuthenticator authenticator = settings.DisableAuthentication is null
            ? new RuleAuthenticator(Validator(anchors, lists), rules)
            : new AnonymousClients();
        var server = Build(settings, () => new TlsServer(new TlsServerOptions
        {
            Identities = identities,
            PreSharedKeys = keys,
            Authenticator = authenticator,
            Policy = policy,
            ApplicationProtocols = protocols,
            KeyLimits = keyLimits,
            UnsafeKeyLog = keyLog,
            TicketKeys = SessionsOf(settings)?.TicketKeys,
            SessionScope = tunnel,
            TimeProvider = clock,
        }));
        return new TlsEnd { Identities = identities, Anchors = anchors, RevocationLists = lists, PreSharedKeys = keys, Rules = rules, Policy = policy, Server = server, UnsafeKeyLog = settings.UnsafeKeyLog?.Value };
    }

    /// <summary>The end that dials.</summary>
    /// <param name="settings">As written.</param>
    /// <param name="target">Its host is the name to hold the server to where none is written; null where the target itself is at fault.</param>
    public TlsEnd? LoadClient(TlsSettings settings, EndpointAddress? target)
    {
        var before = faults.Lines.Count;
        var identities = new IdentityLoader(faults, settings.Names).Load(settings.Identities);
        var (keys, _) = new PskLoader(faults).Load(settings.PreSharedKeys);
        CheckOneTrust(settings);
        var anchors = settings.SystemRoots is { } roots ? faults.Credential(roots, CredentialFiles.ReadSystemRoots) : LoadAnchors(settings.CaFile);
        var lists = LoadRevocationLists(settings);
        var serverName = ServerName(settings, target);
        var policy = new PolicyLoader(faults).Load(settings.Policy);
        var keyLimits = new KeyLimitsLoader(faults).Load(settings.Policy);
        var protocols = ApplicationProtocols(settings);
        var keyLog = LoadKeyLog(settings.UnsafeKeyLog);
        if (faults.Lines.Count > before) return null;

        string[] pins = [.. settings.Pins.Select(p => p.Value)];
        var client = Build(settings, () => new TlsClient(new TlsClientOptions
        {
            ServerName = serverName,
            Authenticator = keys.Count > 0 ? ServerAuthenticator.ByPreSharedKeys(keys)
                : Validator(anchors, lists) is { } validator ? new ServerAuthenticator(validator)
                : new ServerAuthenticator(pins),
            Identities = identities,
            PreSharedKeys = keys,
            Policy = policy,
            ApplicationProtocols = protocols,
            KeyLimits = keyLimits,
            UnsafeKeyLog = keyLog,
            Sessions = SessionsOf(settings)?.Sessions,
            SessionScope = tunnel,
            TimeProvider = clock,
        }));
        return new TlsEnd { Identities = identities, Anchors = anchors, RevocationLists = lists, AnchorsAreOurs = settings.SystemRoots is null, Pins = pins, PreSharedKeys = keys, Policy = policy, Client = client, UnsafeKeyLog = settings.UnsafeKeyLog?.Value };
    }

    private KeyLogFile? LoadKeyLog(Setting<string>? written) => written is null ? null : faults.Credential(written.Origin, () =>
    {
        if (keyLogs is not null) return keyLogs.Open(written.Value);
        KeyLogFile.Check(written.Value);
        return null;
    });

    private SessionMemory? SessionsOf(TlsSettings settings) => settings.Policy.SessionTickets ? memory : null;

    private TrustAnchors? LoadAnchors(Setting<string>? caFile) =>
        caFile is null ? null : faults.Credential(caFile.Origin, () => CredentialFiles.ReadTrustAnchors(caFile.Value));

    private RevocationLists? LoadRevocationLists(TlsSettings settings)
    {
        if (settings.CrlFiles is not [var first, ..]) return null;
        if (settings is { CaFile: null, SystemRoots: null })
            faults.Add(first.Origin, $"{settings.Names.Crl} revokes certificates of a CA, and none is trusted here; give {settings.Names.Ca}, or remove it.");
        RevocationList[] lists = [.. settings.CrlFiles.SelectMany(file => faults.Credential(file.Origin, () => CredentialFiles.ReadRevocationLists(file.Value)) ?? [])];
        return lists.Length == 0 ? null : new RevocationLists(lists);
    }

    private static CertificateValidator? Validator(TrustAnchors? anchors, RevocationLists? lists) =>
        anchors is null ? null : new CertificateValidator(new CertificateValidatorOptions { Anchors = anchors, RevocationLists = lists });

    private NamedRule[] CheckRules(TlsSettings settings)
    {
        var names = settings.Names;
        if (settings.DisableAuthentication is { } disabled)
        {
            if (settings.Rules.Count > 0 || settings.AllowAll is not null)
                faults.Add(disabled, $"{names.DisableAuthentication} lets everybody in without a certificate, so no rule about who may pass can stand beside it; remove it or the rules.");
            return [];
        }

        if (settings.AllowAll is { } all)
        {
            if (settings.Rules.Count > 0)
                faults.Add(all, $"{names.AllowAll} already lets in every peer that the CA verifies, so other rules beside it narrow nothing; remove it or them.");
            if (settings.CaFile is null)
                faults.Add(all, $"{names.AllowAll} means every peer whose certificate a CA verifies; give that CA with {names.Ca}.");
            return [new NamedRule("any", new AnyVerifiedPeer())];
        }

        if (settings.Rules.Count == 0 && !settings.PreSharedKeys.Any(k => k.PeerName is not null))
            faults.Add(settings.Origin, $"no rule says who may pass, and by default nobody may; give {names.RuleChoices}.");
        if (settings.CaFile is null && settings.Rules.FirstOrDefault(r => r.Value.Rule is not (PinRule or PskRule)) is { } named)
            faults.Add(named.Origin, $"a name counts only in a certificate that a CA verifies; give that CA with {names.Ca}, or pin the peer's key instead.");
        return [.. settings.Rules.Select(r => r.Value)];
    }

    /// <summary>A key that no rule names lets nobody in, and a rule without its key neither.</summary>
    private void CheckPskRules(TlsSettings settings, IReadOnlyList<PreSharedKey> keys)
    {
        foreach (var rule in settings.Rules.Where(r => r.Value.Rule is PskRule))
        {
            var wanted = (PskRule)rule.Value.Rule;
            if (settings.PreSharedKeys.Count == 0)
                faults.Add(rule.Origin, $"there is no pre-shared key; give it with {settings.Names.Psk}.");
            else if (keys.Count == settings.PreSharedKeys.Count && !keys.Any(k => PskRule.For(k) == wanted))
                faults.Add(rule.Origin, $"no pre-shared key has the identity \"{wanted.Identity}\"; the files hold {string.Join(", ", keys.Select(k => $"\"{k.IdentityText}\""))}.");
        }

        if (settings.DisableAuthentication is { } disabled && settings.PreSharedKeys.Count > 0)
            faults.Add(disabled, $"{settings.Names.DisableAuthentication} lets everybody in, and a pre-shared key only its holder; keep one of the two.");
    }

    private void CheckOneTrust(TlsSettings settings)
    {
        var names = settings.Names;
        var kinds = (settings.CaFile is null ? 0 : 1) + (settings.SystemRoots is null ? 0 : 1) + (settings.Pins.Count == 0 ? 0 : 1);
        if (settings.PreSharedKeys is [var psk, ..])
        {
            if (kinds > 0 || settings.Identities.Any(identity => !identity.IsEmpty))
                faults.Add(psk.File.Origin, $"a pre-shared key proves both ends, and certificates, CAs and pins beside it would never be looked at; keep {names.Psk}, or them.");
        }
        else if (kinds == 0)
            faults.Add(settings.Origin, $"nothing says which server to trust; give {names.Ca}, {names.SystemRoots}, {names.Pin} (\"adit pin FILE\" prints a certificate's) or {names.Psk}.");
        else if (settings.Pins is [var pin, ..] && kinds > 1)
            faults.Add(pin.Origin, $"a pin alone is the server's identity, so a CA beside it would never be asked and only look like a second check; keep {names.Pin}, or {(settings.CaFile is null ? names.SystemRoots : names.Ca)}.");
        else if (kinds > 1)
            faults.Add(settings.SystemRoots!.Value, $"{names.SystemRoots} beside {names.Ca} would trust every public CA as well; keep one of the two.");
        var reader = new PeerRuleReader(faults);
        foreach (var written in settings.Pins) reader.Pin(written);
    }

    private string? ServerName(TlsSettings settings, EndpointAddress? target)
    {
        if (settings.ServerName is { } written)
        {
            if (Uri.CheckHostName(written.Value) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6) return written.Value;
            faults.Add(written.Origin, $"\"{written.Value}\" is neither a DNS name nor an IP address; write the one that the server's certificate carries.");
            return null;
        }

        if (target is UnixAddress && settings is { Pins.Count: 0, PreSharedKeys.Count: 0 })
            faults.Add(settings.Origin, $"the target has no host name to hold the server's certificate to; give {settings.Names.ServerName}.");
        return (target as TcpAddress)?.Host;
    }

    private string[] ApplicationProtocols(TlsSettings settings)
    {
        foreach (var (name, origin) in settings.ApplicationProtocols)
        {
            // RFC 7301 3.1: 1 to 255 bytes.
            if (name.Length is 0 or > 255 || !Ascii.IsValid(name))
                faults.Add(origin, $"{Quoted.Text(name)} is no ALPN protocol name; write 1 to 255 ASCII characters, like h2 or postgresql.");
        }

        return [.. settings.ApplicationProtocols.Select(p => p.Value)];
    }

    // What an engine's constructor still refuses is a contradiction between options that are each right.
    private T? Build<T>(TlsSettings settings, Func<T> build)
        where T : class
    {
        try
        {
            return build();
        }
        catch (ArgumentException e)
        {
            faults.Add(settings.Origin, e.Message);
            return null;
        }
    }
}
