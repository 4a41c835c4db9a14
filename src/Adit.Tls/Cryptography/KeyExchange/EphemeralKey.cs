namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>An ephemeral key: agrees once, then is gone. One owner, one thread; disposal overwrites it. Later use throws.</summary>
internal abstract class EphemeralKey(NamedGroup group, byte[] share) : IDisposable
{
    public NamedGroup Group => group;

    /// <summary>The public share, as it is sent.</summary>
    public ReadOnlyMemory<byte> Share => share;

    /// <summary>Agrees with the peer's share and disposes this key, whatever the outcome.</summary>
    /// <exception cref="TlsException">The peer's share breaks a rule (illegal_parameter).</exception>
    /// <exception cref="ObjectDisposedException">The key was used before.</exception>
    public abstract void Agree(ReadOnlySpan<byte> peerShare, Span<byte> sharedSecret);

    public abstract void Dispose();
}
