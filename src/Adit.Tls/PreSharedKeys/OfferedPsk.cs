using System.Diagnostics;
using System.Security.Cryptography;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Sessions;

namespace Adit.Tls.PreSharedKeys;

/// <summary>
/// A pre-shared key as it stands on the wire for one hash: its identity there, the key that goes into the early secret, and how its binder is derived.
/// It was given to both ends, or comes with the ticket of a session. One owner, one thread; disposal overwrites the key.
/// References: RFC 9846 4.3.11, RFC 9258 5.
/// </summary>
[DebuggerDisplay("pre-shared key")]
internal sealed class OfferedPsk : IDisposable
{
    private readonly byte[] key;
    private bool isDisposed;

    private OfferedPsk(PreSharedKey? source, TlsSession? session, HashFunction hash, ReadOnlyMemory<byte> wireIdentity, TicketAge? age, byte[] key)
    {
        Source = source;
        Session = session;
        Hash = hash;
        WireIdentity = wireIdentity;
        Age = age;
        this.key = key;
    }

    /// <summary>The key as provisioned; null where it comes with a ticket.</summary>
    public PreSharedKey? Source { get; }

    /// <summary>The session that the ticket resumes; null where the key was provisioned.</summary>
    public TlsSession? Session { get; }

    /// <summary>The hash of the suites this can be used with.</summary>
    public HashFunction Hash { get; }

    public ReadOnlyMemory<byte> WireIdentity { get; }

    /// <summary>Of the ticket that a client offers; null for a provisioned key, and at a server.</summary>
    public TicketAge? Age { get; }

    /// <summary>How a sentence names it.</summary>
    public string Title => Source is null ? "the session ticket" : $"the PSK \"{Source.IdentityText}\"";

    /// <summary>RFC 9846 7.1, RFC 9258 5.2: each kind of key has a binder of its own kind, so that they are never mistaken for each other.</summary>
    public ReadOnlySpan<byte> BinderLabel => Source is null ? "res binder"u8 : Source.IsImported ? "imp binder"u8 : "ext binder"u8;

    /// <summary>All forms of a key: one for each hash when it is imported, else one.</summary>
    public static IEnumerable<OfferedPsk> FormsOf(PreSharedKey source, IEnumerable<HashFunction> hashes) =>
        source.IsImported ? hashes.Select(hash => Import(source, hash)) : hashes.Where(hash => hash == source.Function).Select(hash => Plain(source, hash));

    /// <summary>The key of a ticket; a copy is taken.</summary>
    public static OfferedPsk OfSession(TlsSession session, ReadOnlyMemory<byte> ticket, ReadOnlySpan<byte> psk, TicketAge? age = null)
    {
        var copy = Pinned(psk.Length);
        psk.CopyTo(copy);
        return new OfferedPsk(null, session, HashFunction.Of(session.CipherSuite), ticket, age, copy);
    }

    /// <summary>RFC 9846 4.3.11: the age of a ticket, obscured; 0 for a provisioned key.</summary>
    public uint ObfuscatedAge(DateTimeOffset now) => Age?.ObscuredAt(now) ?? 0;

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
        return new OfferedPsk(source, null, hash, source.Identity, null, copy);
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
            return new OfferedPsk(source, null, target, identity, null, imported);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(extracted);
        }
    }

    private static byte[] Pinned(int length) => GC.AllocateUninitializedArray<byte>(length, pinned: true);
}
