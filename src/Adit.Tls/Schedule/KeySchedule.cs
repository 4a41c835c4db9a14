using System.Security.Cryptography;
using Adit.Tls.Cryptography.Hashing;

namespace Adit.Tls.Schedule;

/// <summary>
/// The one owner of a connection's secrets: all lie in one pinned block, and each stage is overwritten when the next is reached.
/// Until the handshake is over one thread uses it; afterwards the reader and the writer each hold the secret of their direction.
/// References: RFC 9846 7.1. Sizes: each secret is as long as the hash.
/// </summary>
internal sealed class KeySchedule : IDisposable
{
    private static readonly int SecretCount = Enum.GetValues<SecretName>().Length;

    private readonly byte[] block;
    private readonly Secret?[] secrets = new Secret?[SecretCount];

    /// <param name="hash">The hash of the cipher suite.</param>
    /// <param name="preSharedKey">The pre-shared key; empty where there is none, and zeros take its place.</param>
    public KeySchedule(HashFunction hash, ReadOnlySpan<byte> preSharedKey = default)
    {
        Hash = hash;
        block = GC.AllocateArray<byte>(SecretCount * hash.Length, pinned: true);
        Span<byte> zeros = stackalloc byte[HashFunction.MaxLength];
        zeros = zeros[..hash.Length];
        zeros.Clear();
        hash.Extract(zeros, preSharedKey.IsEmpty ? zeros : preSharedKey, Place(SecretName.Early));
    }

    public HashFunction Hash { get; }

    /// <summary>The secrets that exist at this moment.</summary>
    public IEnumerable<SecretName> Live => Enum.GetValues<SecretName>().Where(name => secrets[(int)name] is { IsLive: true });

    /// <summary>A secret of the current stage.</summary>
    /// <exception cref="InvalidOperationException">That stage is not reached, or is past.</exception>
    public Secret this[SecretName name] =>
        secrets[(int)name] is { IsLive: true } secret ? secret : throw new InvalidOperationException($"The secret {name} is not there at this stage.");

    /// <summary>Early to Handshake: takes the shared secret and the hash of ClientHello...ServerHello.</summary>
    public void EnterHandshake(ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> helloHash)
    {
        ExtractNext(SecretName.Early, sharedSecret, SecretName.Handshake);
        Derive(SecretName.Handshake, "c hs traffic"u8, helloHash, SecretName.ClientHandshakeTraffic);
        Derive(SecretName.Handshake, "s hs traffic"u8, helloHash, SecretName.ServerHandshakeTraffic);
    }

    /// <summary>Handshake to Main: takes the hash of ClientHello...server Finished. The handshake traffic secrets stay until <see cref="LeaveHandshake"/>.</summary>
    /// <param name="serverFinishedHash">The hash.</param>
    /// <param name="isResumable">Whether the main secret stays for <see cref="EnterResumption"/>.</param>
    public void EnterApplication(ReadOnlySpan<byte> serverFinishedHash, bool isResumable = false)
    {
        Span<byte> zeros = stackalloc byte[HashFunction.MaxLength];
        zeros.Clear();
        ExtractNext(SecretName.Handshake, zeros[..Hash.Length], SecretName.Main);
        Derive(SecretName.Main, "c ap traffic"u8, serverFinishedHash, SecretName.ClientApplicationTraffic);
        Derive(SecretName.Main, "s ap traffic"u8, serverFinishedHash, SecretName.ServerApplicationTraffic);
        Derive(SecretName.Main, "exp master"u8, serverFinishedHash, SecretName.Exporter);
        if (!isResumable) Forget(SecretName.Main);
    }

    /// <summary>Main to Resumption: takes the hash of ClientHello...client Finished.</summary>
    public void EnterResumption(ReadOnlySpan<byte> clientFinishedHash)
    {
        Derive(SecretName.Main, "res master"u8, clientFinishedHash, SecretName.Resumption);
        Forget(SecretName.Main);
    }

    /// <summary>No more tickets are made of this connection.</summary>
    public void LeaveResumption() => Forget(SecretName.Resumption);

    /// <summary>Both Finished are done: only the application traffic secrets, the exporter's, and where tickets may come the resumption secret stay.</summary>
    public void LeaveHandshake()
    {
        Forget(SecretName.Main);
        Forget(SecretName.ClientHandshakeTraffic);
        Forget(SecretName.ServerHandshakeTraffic);
    }

    /// <summary>The MAC of a Finished over <paramref name="transcriptHash"/> (RFC 9846 4.5.3); as long as the hash.</summary>
    public byte[] FinishedMac(SecretName baseKey, ReadOnlySpan<byte> transcriptHash) => FinishedMac(this[baseKey].Reveal(), transcriptHash);

    /// <summary>The binder of the pre-shared key, over the hash of a hello without its binders (RFC 9846 4.3.11.2); as long as the hash.</summary>
    public byte[] Binder(ReadOnlySpan<byte> label, ReadOnlySpan<byte> transcriptHash)
    {
        Span<byte> binderKey = stackalloc byte[HashFunction.MaxLength];
        binderKey = binderKey[..Hash.Length];
        try
        {
            Hash.ExpandLabel(this[SecretName.Early].Reveal(), label, Hash.OfNothing, binderKey);
            return FinishedMac(binderKey, transcriptHash);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(binderKey);
        }
    }

    /// <summary>The pre-shared key of one ticket (RFC 9846 4.7.1); as long as the hash.</summary>
    public static void TicketPsk(HashFunction hash, ReadOnlySpan<byte> resumptionSecret, ReadOnlySpan<byte> ticketNonce, Span<byte> psk) =>
        hash.ExpandLabel(resumptionSecret, "resumption"u8, ticketNonce, psk[..hash.Length]);

    /// <summary>Ends a traffic secret by its successor (RFC 9846 7.2).</summary>
    public static void Ratchet(HashFunction hash, Secret trafficSecret)
    {
        Span<byte> next = stackalloc byte[HashFunction.MaxLength];
        next = next[..hash.Length];
        try
        {
            hash.ExpandLabel(trafficSecret.Reveal(), "traffic upd"u8, [], next);
            trafficSecret.Replace(next);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(next);
        }
    }

    /// <summary>Overwrites everything. Idempotent.</summary>
    public void Dispose()
    {
        foreach (var secret in secrets) secret?.Dispose();
        CryptographicOperations.ZeroMemory(block);
    }

    private byte[] FinishedMac(ReadOnlySpan<byte> baseKey, ReadOnlySpan<byte> transcriptHash)
    {
        Span<byte> finishedKey = stackalloc byte[HashFunction.MaxLength];
        finishedKey = finishedKey[..Hash.Length];
        var mac = new byte[Hash.Length];
        try
        {
            Hash.ExpandLabel(baseKey, "finished"u8, [], finishedKey);
            Hash.Hmac(finishedKey, transcriptHash, mac);
            return mac;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(finishedKey);
        }
    }

    private void ExtractNext(SecretName from, ReadOnlySpan<byte> inputKeyingMaterial, SecretName to)
    {
        Span<byte> salt = stackalloc byte[HashFunction.MaxLength];
        salt = salt[..Hash.Length];
        try
        {
            Hash.ExpandLabel(this[from].Reveal(), "derived"u8, Hash.OfNothing, salt);
            Hash.Extract(salt, inputKeyingMaterial, Place(to));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(salt);
            Forget(from);
        }
    }

    private void Derive(SecretName from, ReadOnlySpan<byte> label, ReadOnlySpan<byte> transcriptHash, SecretName to) =>
        Hash.ExpandLabel(this[from].Reveal(), label, transcriptHash, Place(to));

    private Span<byte> Place(SecretName name)
    {
        var slice = block.AsMemory((int)name * Hash.Length, Hash.Length);
        secrets[(int)name] = new Secret(slice);
        return slice.Span;
    }

    private void Forget(SecretName name)
    {
        secrets[(int)name]?.Dispose();
        secrets[(int)name] = null;
    }
}
