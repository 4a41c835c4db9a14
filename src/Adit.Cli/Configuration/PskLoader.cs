using System.Security.Cryptography;
using Adit.Identity.Keys;
using Adit.Identity.Rules;
using Adit.Tls.PreSharedKeys;

namespace Adit.Cli.Configuration;

/// <summary>Reads the files of pre-shared keys. What is wrong goes to the faults.</summary>
internal sealed class PskLoader(Faults faults)
{
    /// <summary>The keys, and for those of a <c>[[peer]]</c> the rule that lets it in.</summary>
    public (IReadOnlyList<PreSharedKey> Keys, IReadOnlyList<NamedRule> Rules) Load(IReadOnlyList<PskSettings> written)
    {
        var keys = new List<PreSharedKey>();
        var rules = new List<NamedRule>();
        foreach (var settings in written)
        {
            if (Load(settings) is not { } key) continue;
            keys.Add(key);
            if (settings.PeerName is { } name) rules.Add(new NamedRule(name, PskRule.For(key)));
        }

        return (keys, rules);
    }

    /// <summary>RFC 9257 4: a key that two tunnels of ours use in two roles, or in two forms, could be turned against itself.</summary>
    public void CheckReuse(IReadOnlyList<LoadedTunnel> tunnels)
    {
        var uses = tunnels.SelectMany(t => t.End.PreSharedKeys.Select(key => (Tunnel: t.Options, Key: key))).ToList();
        for (var i = 0; i < uses.Count; i++)
        {
            foreach (var (tunnel, key) in uses.Take(i))
            {
                var (other, same) = uses[i];
                if (!key.HasSameKeyAs(same)) continue;
                if (tunnel.Mode != other.Mode || key.IsImported != same.IsImported || key.IdentityText != same.IdentityText)
                    faults.Add(new Origin($"tunnel {other.Name}"), $"its pre-shared key \"{same.IdentityText}\" is that of tunnel {tunnel.Name} in another role, form or name; make a key for each with \"adit psk new\".");
            }
        }
    }

    private PreSharedKey? Load(PskSettings settings)
    {
        var hash = settings.Hash?.Value switch
        {
            null or "sha256" => HashAlgorithmName.SHA256,
            "sha384" => HashAlgorithmName.SHA384,
            _ => default,
        };
        if (hash.Name is null) faults.Add(settings.Hash!.Origin, $"\"{settings.Hash.Value}\" is no hash of a pre-shared key; write sha256 or sha384.");
        var isImported = settings.Import?.Value switch
        {
            null or "true" => true,
            "false" => false,
            _ => (bool?)null,
        };
        if (isImported is null) faults.Add(settings.Import!.Origin, $"\"{settings.Import.Value}\" is neither true nor false; write false for a peer that does not import its key (RFC 9258).");
        if (hash.Name is null || isImported is not { } import) return null;
        return faults.Credential(settings.File.Origin, () => CredentialFiles.ReadPreSharedKey(settings.File.Value, hash, import));
    }
}
