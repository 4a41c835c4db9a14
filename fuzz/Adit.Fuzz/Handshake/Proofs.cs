using System.Security.Cryptography;
using Adit.Fuzz.Material;
using Adit.Tls;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Messages;
using Adit.Tls.Schedule;

namespace Adit.Fuzz.Handshake;

/// <summary>What proves something in a handshake, computed from the harness's own transcript. References: RFC 9846 4.1, 4.3.11.2, 4.5.2, 4.5.3.</summary>
internal static class Proofs
{
    /// <summary>The hash of the first messages of a log.</summary>
    public static byte[] TranscriptHash(HashFunction hash, IReadOnlyList<LoggedMessage> log, int count)
    {
        byte[] first = log[0].Bytes;
        if (count > 1 && Hello.IsRetry(log[1].Bytes))
            first = [(byte)HandshakeType.message_hash, 0, 0, (byte)hash.Length, .. CryptographicOperations.HashData(hash.Name, first)];
        return CryptographicOperations.HashData(hash.Name, [.. first, .. log.Take(count).Skip(1).SelectMany(m => m.Bytes)]);
    }

    public static byte[] FinishedMac(HashFunction hash, ReadOnlySpan<byte> secret, byte[] transcriptHash)
    {
        var key = new byte[hash.Length];
        var mac = new byte[hash.Length];
        hash.ExpandLabel(secret, "finished"u8, [], key);
        hash.Hmac(key, transcriptHash, mac);
        return mac;
    }

    /// <summary>Ed25519 signs the same with the same.</summary>
    public static byte[] Signature(PrivateKey key, TlsRole signer, byte[] transcriptHash) => FixedKeys.Sign(key, CertificateVerify.SignedContent(signer, transcriptHash));

    /// <summary>The binder that must stand at the end of a hello that offers one key, after what came before it: nothing, or a hello and a HelloRetryRequest.</summary>
    public static byte[] Binder(Tls.PreSharedKeys.OfferedPsk psk, IEnumerable<LoggedMessage> before, byte[] truncatedHello)
    {
        using var schedule = new KeySchedule(psk.Hash, psk.Reveal());
        LoggedMessage[] log = [.. before, new LoggedMessage(IsPeers: false, truncatedHello)];
        return schedule.Binder(psk.BinderLabel, TranscriptHash(psk.Hash, log, log.Length));
    }
}
