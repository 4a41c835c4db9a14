using System.Security.Cryptography;
using Adit.Tls.Messages;
using Adit.Tls.Schedule;

namespace Adit.Tls.Handshake;

/// <summary>Checks a Finished in constant time, and takes it into the transcript. References: RFC 9846 4.5.3.</summary>
internal static class PeerFinished
{
    public static void Check(Finished message, SecretName baseKey, HandshakeContext context)
    {
        var expected = context.Schedule.FinishedMac(baseKey, context.Transcript.CurrentHash());
        if (message.VerifyData.Length != expected.Length)
            throw TlsException.Fatal(AlertDescription.decode_error, $"The peer's Finished has {message.VerifyData.Length} bytes where the hash has {expected.Length}.", "4.5.3");
        if (!CryptographicOperations.FixedTimeEquals(message.VerifyData, expected))
            throw TlsException.Fatal(AlertDescription.decrypt_error, "The peer's Finished does not fit this handshake: its messages were changed on the way, or the keys differ.", "4.5.3");
        context.Transcript.Add(message.Encoded.Span);
    }
}
