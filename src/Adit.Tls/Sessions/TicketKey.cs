using System.Security.Cryptography;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Aead;

namespace Adit.Tls.Sessions;

/// <summary>
/// One key that seals tickets: random, in memory only, gone with its disposal. Not thread-safe.
/// References: RFC 5116 5.2. Sizes: a ticket is name 16, nonce 12, what is sealed, tag 16.
/// </summary>
internal sealed class TicketKey : IDisposable
{
    private const int NameLength = 16;
    private const int Overhead = NameLength + AeadKey.NonceLength + AeadKey.TagLength;

    /// <summary>AES-256-GCM; as many random nonces under one key meet by chance once in 2^41.</summary>
    private const int MaxTickets = 1 << 28;

    private readonly byte[] name = RandomNumberGenerator.GetBytes(NameLength);
    private readonly AeadKey key;
    private int tickets;

    public TicketKey(DateTimeOffset createdAt)
    {
        CreatedAt = createdAt;
        using var random = new PinnedBytes(AeadKeys.KeyLength(CipherSuite.TLS_AES_256_GCM_SHA384));
        RandomNumberGenerator.Fill(random.Span);
        key = AeadKeys.Create(CipherSuite.TLS_AES_256_GCM_SHA384, random.Span);
    }

    public DateTimeOffset CreatedAt { get; }

    public bool IsUsedUp => tickets >= MaxTickets;

    public byte[] Seal(ReadOnlySpan<byte> contents, ReadOnlySpan<byte> binding)
    {
        tickets++;
        var ticket = new byte[Overhead + contents.Length];
        name.CopyTo(ticket, 0);
        var nonce = ticket.AsSpan(NameLength, AeadKey.NonceLength);
        RandomNumberGenerator.Fill(nonce);
        key.Seal(nonce, contents, ticket.AsSpan(NameLength + AeadKey.NonceLength, contents.Length), ticket.AsSpan(^AeadKey.TagLength), binding);
        return ticket;
    }

    /// <summary>The contents, which the caller disposes; null where this key did not seal them for this binding.</summary>
    public PinnedBytes? Open(ReadOnlySpan<byte> ticket, ReadOnlySpan<byte> binding)
    {
        if (ticket.Length < Overhead || !ticket.StartsWith(name)) return null;
        var contents = new PinnedBytes(ticket.Length - Overhead);
        if (key.Open(ticket.Slice(NameLength, AeadKey.NonceLength), ticket[(NameLength + AeadKey.NonceLength)..^AeadKey.TagLength], ticket[^AeadKey.TagLength..], contents.Span, binding)) return contents;
        contents.Dispose();
        return null;
    }

    public void Dispose() => key.Dispose();
}
