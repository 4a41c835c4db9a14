using System.Security.Cryptography;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Messages;

namespace Adit.Tls.Schedule;

/// <summary>
/// The running hash of all handshake messages. Until the suite is known the messages wait as they are.
/// Not thread-safe. References: RFC 9846 4.1.
/// </summary>
internal sealed class Transcript : IDisposable
{
    private List<byte[]>? waiting = [];
    private IncrementalHash? running;
    private HashFunction? hash;
    private byte[] retryPrefix = [];

    public void Add(ReadOnlySpan<byte> message)
    {
        if (running is not null) running.AppendData(message);
        else waiting!.Add(message.ToArray());
    }

    /// <summary>The suite is known: what waited is hashed.</summary>
    public void Start(HashFunction function)
    {
        hash = function;
        running = IncrementalHash.CreateHash(function.Name);
        foreach (var message in waiting!) running.AppendData(message);
        waiting = null;
    }

    /// <summary>Adds the HelloRetryRequest, which the binders of the second hello cover too.</summary>
    public void AddRetry(ReadOnlySpan<byte> message)
    {
        ReplaceByMessageHash();
        Add(message);
        retryPrefix = [.. retryPrefix, .. message];
    }

    /// <summary>RFC 9846 4.3.11.2: what a binder covers: the retry before it, if any, and the hello up to its binders.</summary>
    public byte[] BinderHash(HashFunction function, ReadOnlySpan<byte> truncatedHello)
    {
        var digest = new byte[function.Length];
        function.Digest([.. retryPrefix, .. truncatedHello], digest);
        return digest;
    }

    /// <summary>The hash of all messages so far; the transcript goes on.</summary>
    public byte[] CurrentHash()
    {
        var current = new byte[hash!.Length];
        running!.GetCurrentHash(current);
        return current;
    }

    public void Dispose() => running?.Dispose();

    /// <summary>RFC 9846 4.1: before a HelloRetryRequest is added, ClientHello1 is replaced by a message_hash message that holds its hash.</summary>
    private void ReplaceByMessageHash()
    {
        Span<byte> synthetic = stackalloc byte[HandshakeMessage.HeaderLength + HashFunction.MaxLength];
        synthetic = synthetic[..(HandshakeMessage.HeaderLength + hash!.Length)];
        synthetic.Clear();
        synthetic[0] = (byte)HandshakeType.message_hash;
        synthetic[3] = (byte)hash.Length;
        running!.GetHashAndReset(synthetic[HandshakeMessage.HeaderLength..]);
        running.AppendData(synthetic);
        retryPrefix = synthetic.ToArray();
    }
}
