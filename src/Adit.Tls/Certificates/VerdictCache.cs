using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Adit.Tls.Wire;

namespace Adit.Tls.Certificates;

/// <summary>
/// Chains that were found to hold, so that a peer that comes again costs one hash. A verdict is found by all that it depends on beside its validator
/// (every certificate sent, the role, the name, the schemes, the stapled response) and holds from when it was found until a certificate or what is known
/// of revocation ends. What was refused is judged anew. Thread-safe. Sizes: at most 512 verdicts.
/// </summary>
internal sealed class VerdictCache
{
    private const int Generation = 256;

    private readonly BoundedCache<Key, Entry> entries = new(Generation);

    /// <summary>How many are remembered.</summary>
    public int Count => entries.Count;

    public ChainVerdict? Find(in Key key, DateTimeOffset now) =>
        entries.TryGet(key, out var entry) && now >= entry.From && now <= entry.Until ? entry.Verdict : null;

    public void Add(in Key key, ChainVerdict verdict, DateTimeOffset now)
    {
        var until = verdict.Expires < verdict.RevocationKnownUntil ? verdict.Expires : verdict.RevocationKnownUntil;
        if (verdict.IsTrusted)
            entries.Set(key, new Entry(verdict, now, until));
    }

    /// <summary>The SHA-256 of a question without its time; each part goes in with its length.</summary>
    public static Key KeyOf(ChainQuestion question)
    {
        using var w = new WireWriter();
        Write(w, (int)question.PeerRole);
        Write(w, question.ServerName is { } name ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(name) : null);
        Write(w, question.OcspResponse);
        Write(w, question.SignatureSchemes?.Count ?? -1);
        foreach (var scheme in question.SignatureSchemes ?? [])
            Write(w, (int)scheme);
        foreach (var certificate in question.Presented)
            Write(w, certificate.Der);

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(w.Written, digest);
        return new Key(BinaryPrimitives.ReadUInt128LittleEndian(digest), BinaryPrimitives.ReadUInt128LittleEndian(digest[16..]));
    }

    private static void Write(WireWriter w, ReadOnlyMemory<byte>? part)
    {
        Write(w, part?.Length ?? -1);
        w.Bytes(part.GetValueOrDefault().Span);
    }

    private static void Write(WireWriter w, int number) => BinaryPrimitives.WriteInt32LittleEndian(w.Claim(sizeof(int)), number);

    /// <summary>What a verdict is found by.</summary>
    internal readonly record struct Key(UInt128 Low, UInt128 High);

    private sealed record Entry(ChainVerdict Verdict, DateTimeOffset From, DateTimeOffset Until);
}
