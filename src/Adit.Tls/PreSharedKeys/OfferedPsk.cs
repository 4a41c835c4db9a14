using System.Diagnostics;
using System.Security.Cryptography;
using Adit.Tls.Cryptography.Hashing;

namespace Adit.Tls.PreSharedKeys;

/// <summary>
/// A pre-shared key as it stands on the wire for one hash: its identity there, the key that goes into the early secret, and how its binder is derived.
/// One owner, one thread; disposal overwrites the key. References: RFC 9846 4.3.11, RFC 9258 5.
/// </summary>
[DebuggerDisplay("pre-shared key")]
internal sealed class OfferedPsk : IDisposable
{
    private readonly byte[] key;
    private bool isDisposed;

    private OfferedPsk(PreSharedKey source, HashFunction hash, byte[] wireIdentity, byte[] key)
    {
        Source = source;
        Hash = hash;
        WireIdentity = wireIdentity;
        this.key = key;
    }

    /// <summary>The key as provisioned.</summary>
    public PreSharedKey Source { get; }

    /// <summary>The hash of the suites this can be used with.</summary>
    public HashFunction Hash { get; }

    public ReadOnlyMemory<byte> WireIdentity { get; }

    /// <summary>RFC 9258 5.2: an imported key has a binder of its own kind, so that the two are never mistaken for each other.</summary>
    public ReadOnlySpan<byte> BinderLabel => Source.IsImported ? "imp binder"u8 : "ext binder"u8;

    /// <summary>All forms of a key: one for each hash when it is imported, else one.</summary>
    public static IEnumerable<OfferedPsk> FormsOf(PreSharedKey source, IEnumerable<HashFunction> hashes) =>
        source.IsImported ? hashes.Select(hash => Import(source, hash)) : hashes.Where(hash => hash == source.Function).Select(hash => Plain(source, hash));

    public ReadOnlySpan<byte> Reveal()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        return key;
    }

    public void Dispose()
    {
        isDisposed = true;
        CryptographicOperations.ZeroMemory(key);
    }

    private static OfferedPsk Plain(PreSharedKey source, HashFunction hash)
    {
        var copy = Pinned(source.Reveal().Length);
        source.Reveal().CopyTo(copy);
        return new OfferedPsk(source, hash, source.Identity.ToArray(), copy);
    }

    /// <summary>RFC 9258 5.1: the imported key is derived from the external one and the identity that names version and hash.</summary>
    private static OfferedPsk Import(PreSharedKey source, HashFunction target)
    {
        var identity = ImportedIdentity.Encode(source, target);
        Span<byte> extracted = stackalloc byte[HashFunction.MaxLength];
        Span<byte> zeros = stackalloc byte[HashFunction.MaxLength];
        Span<byte> identityHash = stackalloc byte[HashFunction.MaxLength];
        zeros.Clear();
        var length = source.Function.Length;
        var imported = Pinned(target.Length);
        try
        {
            source.Function.Extract(zeros[..length], source.Reveal(), extracted[..length]);
            source.Function.Digest(identity, identityHash[..length]);
            source.Function.ExpandLabel(extracted[..length], "derived psk"u8, identityHash[..length], imported);
            return new OfferedPsk(source, target, identity, imported);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(extracted);
        }
    }

    private static byte[] Pinned(int length) => GC.AllocateUninitializedArray<byte>(length, pinned: true);
}
