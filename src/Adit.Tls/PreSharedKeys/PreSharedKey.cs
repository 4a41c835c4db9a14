using System.Diagnostics;
using System.Security.Cryptography;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Wire;

namespace Adit.Tls.PreSharedKeys;

/// <summary>
/// A key that two parties were given beforehand, with its identity and its hash. It is used with an ephemeral key exchange only.
/// Thread-safe until it is disposed, which overwrites the key; later use throws. References: RFC 9846 4.3.11, RFC 9257, RFC 9258.
/// </summary>
[DebuggerDisplay("pre-shared key")]
public sealed class PreSharedKey : IDisposable
{
    /// <summary>The fewest bytes of a key that are taken.</summary>
    public const int MinKeyLength = 32;

    /// <summary>The most bytes of an identity that are taken: as many as its text shows, so that two never look the same.</summary>
    public const int MaxIdentityLength = PeerText.Longest;

    private readonly byte[] key;
    private readonly byte[] identity;
    private volatile bool isDisposed;

    /// <summary>Takes a copy of a key.</summary>
    /// <param name="identity">What names the key on the wire, 1 to 256 bytes; it is not secret.</param>
    /// <param name="key">At least <see cref="MinKeyLength"/> bytes of entropy; the caller overwrites its own copy.</param>
    /// <param name="hash">SHA-256 or SHA-384: the hash the key was provisioned with (RFC 9846 4.3.11).</param>
    /// <param name="isImported">Whether the peers use the importer of RFC 9258, which binds the key to version and hash.</param>
    /// <exception cref="ArgumentException">The identity or the key is too short or too long, or the hash is another.</exception>
    public PreSharedKey(ReadOnlySpan<byte> identity, ReadOnlySpan<byte> key, HashAlgorithmName hash, bool isImported = true)
    {
        if (identity.Length is 0 or > MaxIdentityLength) throw new ArgumentException($"A PSK identity has 1 to {MaxIdentityLength} bytes, not {identity.Length}.", nameof(identity));
        if (key.Length < MinKeyLength) throw new ArgumentException($"A PSK has at least {MinKeyLength} bytes, not {key.Length}: make one with \"adit psk new\".", nameof(key));
        Function = hash == HashAlgorithmName.SHA256 ? HashFunction.Sha256
            : hash == HashAlgorithmName.SHA384 ? HashFunction.Sha384
            : throw new ArgumentException($"The hash of a PSK is SHA256 or SHA384, not {hash.Name}.", nameof(hash));
        this.identity = identity.ToArray();
        this.key = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
        key.CopyTo(this.key);
        IsImported = isImported;
    }

    /// <summary>What names the key.</summary>
    public ReadOnlyMemory<byte> Identity => identity;

    /// <summary>The identity as text that is safe to log and that no other identity has.</summary>
    public string IdentityText => TextOf(identity);

    /// <summary>SHA-256 or SHA-384.</summary>
    public HashAlgorithmName Hash => Function.Name;

    /// <summary>Whether the importer of RFC 9258 is used.</summary>
    public bool IsImported { get; }

    /// <summary>What the importer binds the key to besides (RFC 9258 5.1): nothing, for our identities are each for one pair of peers; others' may be for more.</summary>
    internal ReadOnlyMemory<byte> ImporterContext { get; init; }

    internal HashFunction Function { get; }

    /// <summary>An identity as text: what is not printable ASCII is escaped.</summary>
    public static string TextOf(ReadOnlySpan<byte> identity) => PeerText.Of(identity);

    /// <summary>Overwrites the key. Idempotent.</summary>
    public void Dispose()
    {
        isDisposed = true;
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>True when both hold the same secret; compared in constant time.</summary>
    public bool HasSameKeyAs(PreSharedKey other) => CryptographicOperations.FixedTimeEquals(Reveal(), other.Reveal());

    /// <summary>RFC 9846 4.3.11: a key goes with suites of its hash only; RFC 9258 5.1: an imported one is derived for any.</summary>
    internal bool GoesWith(CipherSuite suite) => IsImported || HashFunction.Of(suite) == Function;

    internal ReadOnlySpan<byte> Reveal()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        return key;
    }
}
