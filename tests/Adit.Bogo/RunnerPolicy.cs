using Adit.Tls;
using Adit.Tls.Policy;

namespace Adit.Bogo;

/// <summary>What may be negotiated, by the flags and otherwise by default.</summary>
internal static class RunnerPolicy
{
    public static TlsPolicy Of(ConnectionFlags flags, IReadOnlyList<TlsIdentity> identities) =>
        new("runner", Groups(flags), TlsPolicy.Modern.CipherSuites, Schemes(flags, identities));

    private static IReadOnlyList<NamedGroup> Groups(ConnectionFlags flags)
    {
        var groups = flags.CodePoints("-curves").Select(group => (NamedGroup)group).ToArray();
        if (groups.Length == 0) groups = [.. TlsPolicy.Modern.Groups];
        foreach (var unknown in groups.Except(TlsPolicy.KnownGroups)) throw new UnimplementedException($"the group {(ushort)unknown}");

        // This client sends a share for its first group.
        return flags.CodePoints("-key-shares") switch
        {
            [] => groups,
            [var share] => [(NamedGroup)share, .. groups.Where(group => (ushort)group != share)],
            _ => throw new UnimplementedException("more than one key share"),
        };
    }

    /// <summary>
    /// One list is both what a peer may sign with and what we do: what our keys sign with stands behind what is to be verified.
    /// The tests of defaults expect that ed25519 and ML-DSA have to be asked for.
    /// </summary>
    private static IReadOnlyList<SignatureScheme> Schemes(ConnectionFlags flags, IReadOnlyList<TlsIdentity> identities)
    {
        var verified = flags.CodePoints("-verify-prefs").Select(scheme => (SignatureScheme)scheme).Where(TlsPolicy.KnownSignatureSchemes.Contains).ToArray();
        if (verified.Length == 0) verified = [.. TlsPolicy.Modern.SignatureSchemes.Except([SignatureScheme.ed25519, SignatureScheme.mldsa44, SignatureScheme.mldsa65, SignatureScheme.mldsa87])];
        return [.. verified.Concat(identities.SelectMany(identity => identity.Key.SignatureSchemes).Where(TlsPolicy.KnownSignatureSchemes.Contains)).Distinct()];
    }
}
