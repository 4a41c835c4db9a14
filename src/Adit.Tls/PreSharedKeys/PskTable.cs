using System.Security.Cryptography;
using Adit.Tls.Cryptography.Hashing;

namespace Adit.Tls.PreSharedKeys;

/// <summary>
/// A server's pre-shared keys by their identities on the wire, and a key that nobody has, for identities that nobody gave:
/// both end in the same check of a binder, so that a stranger cannot tell an unknown identity from a wrong key (RFC 9846 F.6).
/// Immutable and thread-safe; the keys are not owned.
/// </summary>
internal sealed class PskTable
{
    private static readonly HashFunction[] Hashes = [HashFunction.Sha256, HashFunction.Sha384];

    // Not a secret of anybody's: it is forgotten with the process.
    private static readonly PreSharedKey Decoy = new("decoy"u8, RandomNumberGenerator.GetBytes(PreSharedKey.MinKeyLength), HashAlgorithmName.SHA256, isImported: true);

    private readonly Dictionary<string, (PreSharedKey Key, HashFunction Hash)> byIdentity = [];

    /// <exception cref="ArgumentException">Two keys have one identity, or one key has two.</exception>
    public PskTable(IReadOnlyList<PreSharedKey> keys)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys.Take(i).Any(other => other.HasSameKeyAs(keys[i])))
                throw new ArgumentException("The same pre-shared key is given twice: each peer, role and form needs a key of its own (RFC 9257 4).");
            foreach (var hash in Hashes)
            {
                foreach (var form in OfferedPsk.FormsOf(keys[i], [hash]))
                {
                    using (form)
                    {
                        if (!byIdentity.TryAdd(Convert.ToHexString(form.WireIdentity.Span), (keys[i], hash)))
                            throw new ArgumentException("Two pre-shared keys have the same identity: give each its own.");
                    }
                }
            }
        }
    }

    /// <summary>The first identity that is known and whose hash a common suite has; null when there is none. The caller owns the key.</summary>
    public (int Index, OfferedPsk Psk)? Find(IReadOnlyList<ReadOnlyMemory<byte>> identities, IReadOnlyCollection<HashFunction> usable)
    {
        for (var i = 0; i < identities.Count; i++)
        {
            if (byIdentity.TryGetValue(Convert.ToHexString(identities[i].Span), out var found) && usable.Contains(found.Hash))
                return (i, OfferedPsk.FormsOf(found.Key, [found.Hash]).Single());
        }

        return null;
    }

    /// <summary>A key whose binder never fits, and costs what one of this length does with a key that is known and imported. The caller owns it.</summary>
    public static OfferedPsk NewDecoy(int binderLength) =>
        OfferedPsk.FormsOf(Decoy, [Hashes.FirstOrDefault(hash => hash.Length == binderLength, HashFunction.Sha256)]).Single();
}
