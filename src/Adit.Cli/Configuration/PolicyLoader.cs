using Adit.Tls;
using Adit.Tls.Policy;

namespace Adit.Cli.Configuration;

/// <summary>Turns written algorithm names into a policy. Names are IANA's, upper and lower case as IANA has them.</summary>
internal sealed class PolicyLoader(Faults faults)
{
    /// <summary>The policy, or <see cref="TlsPolicy.Modern"/> in place of one that has a fault.</summary>
    public TlsPolicy Load(PolicySettings settings)
    {
        var groups = Names(settings.Groups, TlsPolicy.Modern.Groups, "group");
        var suites = Names(settings.CipherSuites, TlsPolicy.Modern.CipherSuites, "cipher suite");
        var schemes = Names(settings.SignatureAlgorithms, TlsPolicy.Modern.SignatureSchemes, "signature algorithm");
        var isProfile = settings.Groups.Count + settings.CipherSuites.Count + settings.SignatureAlgorithms.Count == 0;
        return isProfile ? TlsPolicy.Modern : new TlsPolicy(settings.Name, groups, suites, schemes);
    }

    private IReadOnlyList<T> Names<T>(IReadOnlyList<Setting<string>> written, IReadOnlyList<T> spoken, string kind)
        where T : struct, Enum
    {
        var read = new List<T>();
        foreach (var (name, origin) in written)
        {
            if (!spoken.Any(s => s.ToString() == name))
            {
                var advice = NearestName.Advice(name, [.. spoken.Select(s => s.ToString())]);
                faults.Add(origin, Enum.GetNames<T>().Contains(name, StringComparer.Ordinal)
                    ? $"the {kind} {name} is not built yet; use one of {string.Join(", ", spoken)}."
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

        return read.Count > 0 ? read : spoken;
    }
}
