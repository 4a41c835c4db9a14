using System.Text;
using Adit.Tls;
using Adit.Tls.Evidence;
using Adit.Tls.PreSharedKeys;

namespace Adit.Bogo;

/// <summary>
/// What this end proves itself with. The flags before the first -new-*-credential describe the default one, which is the last choice;
/// those after it describe the credential it begins.
/// </summary>
internal sealed class Credentials
{
    /// <summary>What -expect-selected-credential calls the default credential, and none at all.</summary>
    private const int Default = -1;

    private static readonly string[] Beginnings = ["-new-x509-credential", "-new-rpk-credential", "-new-psk-credential"];

    private readonly List<Credential> all = [];
    private readonly bool hasDefault;

    public Credentials(ConnectionFlags flags)
    {
        var sections = new List<List<(string Name, string Value)>> { new() };
        foreach (var flag in flags.All)
        {
            if (Beginnings.Contains(flag.Name)) sections.Add([]);
            sections[^1].Add(flag);
        }

        all.AddRange(sections.Skip(1).Select(section => CredentialFlags.Read(new ConnectionFlags(section)) ?? throw new UnimplementedException("a credential of nothing")));
        if (CredentialFlags.Read(new ConnectionFlags(sections[0])) is not { } byDefault) return;
        all.Add(byDefault);
        hasDefault = true;
    }

    public IReadOnlyList<TlsIdentity> Identities => [.. all.Select(credential => credential.Identity).OfType<TlsIdentity>()];

    public IReadOnlyList<PreSharedKey> PreSharedKeys => [.. all.Select(credential => credential.PreSharedKey).OfType<PreSharedKey>()];

    /// <summary>The runner's number for what we proved ourselves with: the key that both ends have, or the identity that we signed with.</summary>
    public int Selected(PeerEvidence evidence, TlsIdentity? signedWith)
    {
        var index = evidence.Proof is PskProof proof
            ? all.FindIndex(credential => credential.PreSharedKey is { } key && Encoding.ASCII.GetString(key.Identity.Span) == proof.Identity)
            : all.FindIndex(credential => credential.Identity is { } identity && identity == signedWith);
        return hasDefault && index == all.Count - 1 ? Default : index;
    }
}
