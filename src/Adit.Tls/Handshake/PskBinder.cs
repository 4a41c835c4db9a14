using System.Security.Cryptography;
using Adit.Tls.Messages;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Schedule;

namespace Adit.Tls.Handshake;

/// <summary>The proof in a hello that its sender has a key: computed by the client, checked by the server. References: RFC 9846 4.3.11.2.</summary>
internal static class PskBinder
{
    /// <summary>Fills in the binders at the end of a hello that has zeros there.</summary>
    public static void Fill(byte[] hello, IReadOnlyList<OfferedPsk> psks, Transcript transcript)
    {
        var truncated = hello.AsSpan(0, hello.Length - LengthOf(psks));
        var position = truncated.Length + 2;
        foreach (var psk in psks)
        {
            position++; // the length of this binder
            Compute(psk, transcript, truncated).CopyTo(hello.AsSpan(position));
            position += psk.Hash.Length;
        }
    }

    /// <summary>Checks one binder, the one of the key that is used, in constant time.</summary>
    public static bool Fits(ClientHello hello, int index, OfferedPsk psk, Transcript transcript)
    {
        var offered = hello.PreSharedKeys!;
        var truncated = hello.Encoded.Span[..^offered.BindersLength];
        return CryptographicOperations.FixedTimeEquals(Compute(psk, transcript, truncated), offered.Binders[index].Span);
    }

    private static byte[] Compute(OfferedPsk psk, Transcript transcript, ReadOnlySpan<byte> truncatedHello)
    {
        using var schedule = new KeySchedule(psk.Hash, psk.Reveal());
        return schedule.Binder(psk.BinderLabel, transcript.BinderHash(psk.Hash, truncatedHello));
    }

    private static int LengthOf(IReadOnlyList<OfferedPsk> psks) => 2 + psks.Sum(psk => 1 + psk.Hash.Length);
}
