using Adit.Tls;
using Adit.Tls.Policy;

namespace Adit.Cli.Configuration;

/// <summary>Turns written names into a policy. Names of algorithms are IANA's, upper and lower case as IANA has them.</summary>
internal sealed class PolicyLoader(Faults faults)
{
    /// <summary>The policy, or <see cref="TlsPolicy.Modern"/> in place of one that has a fault.</summary>
    public TlsPolicy Load(PolicySettings settings)
    {
        var before = faults.Lines.Count;
        var profile = Profile(settings.Profile);
        var groups = Names(settings.Groups, TlsPolicy.KnownGroups, "group");
        var suites = Names(settings.CipherSuites, TlsPolicy.KnownCipherSuites, "cipher suite");
        var schemes = Names(settings.SignatureAlgorithms, TlsPolicy.KnownSignatureSchemes, "signature algorithm");
        if (faults.Lines.Count > before) return TlsPolicy.Modern;

        try
        {
            return (groups, suites, schemes) is (null, null, null) ? profile.Build() : profile.Build(settings.Name, groups, suites, schemes);
        }
        catch (Exception e) when (e is ArgumentException or PlatformNotSupportedException)
        {
            faults.Add(settings.Profile!.Origin, e.Message); // only a profile that was written makes demands beyond the names
            return TlsPolicy.Modern;
        }
    }

    private TlsProfile Profile(Setting<string>? written)
    {
        if (written is null) return TlsProfile.Modern;
        if (TlsProfile.Find(written.Value) is { } profile) return profile;
        faults.Add(written.Origin, $"unknown profile \"{written.Value}\"; {NearestName.Advice(written.Value, [.. TlsProfile.All.Select(p => p.Alias), .. TlsProfile.All.Select(p => p.Name)])}");
        return TlsProfile.Modern;
    }

    private T[]? Names<T>(IReadOnlyList<Setting<string>> written, IReadOnlyList<T> known, string kind)
        where T : struct, Enum
    {
        var read = new List<T>();
        foreach (var (name, origin) in written)
        {
            if (!known.Any(k => k.ToString() == name))
            {
                var advice = NearestName.Advice(name, [.. known.Select(k => k.ToString())]);
                faults.Add(origin, Enum.GetNames<T>().Contains(name, StringComparer.Ordinal)
                    ? $"the {kind} {name} is not built yet; use one of {string.Join(", ", known)}."
                    : $"unknown {kind} \"{name}\"; {advice}");
            }
            else if (read.Contains(Enum.Parse<T>(name)))
            {
                faults.Add(origin, $"the {kind} {name} is listed twice; remove one.");
            }
            else
            {
                read.Add(Enum.Parse<T>(name));
            }
        }

        return read.Count > 0 ? [.. read] : null;
    }
}
