namespace Adit.Tls;

/// <summary>
/// Is told the secrets of connections, so that their traffic can be decrypted while a fault is looked for. Whoever has what it was told reads
/// everything: it is for tests and never for service. Called by any thread; what it throws ends the handshake. References: RFC 9850 2.
/// </summary>
public interface IKeyLog
{
    /// <summary>Is told one secret, which is overwritten in time: a copy is the callee's to keep. It does not block: other handshakes wait for the thread.</summary>
    /// <param name="label">What it is, by its name in RFC 9850 2.2.</param>
    /// <param name="clientRandom">The random of the connection's ClientHello, 32 bytes.</param>
    /// <param name="secret">The secret, as long as the hash of the cipher suite.</param>
    void Write(string label, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> secret);
}
