namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>A group in which both sides do the same: each makes a key, and agrees with the share of the other. References: RFC 9846 4.3.8 and 7.4.</summary>
internal abstract class DiffieHellmanGroup : KeyExchangeGroup
{
    /// <summary>Bytes of the share, whoever sends it.</summary>
    public abstract int ShareLength { get; }

    public sealed override int ClientShareLength => ShareLength;

    public sealed override int ServerShareLength => ShareLength;

    public sealed override void Respond(ReadOnlySpan<byte> clientShare, Span<byte> serverShare, Span<byte> sharedSecret, Entropy entropy)
    {
        // Only the length is looked at before there is a key: a share that is refused costs no more than one that is taken.
        KeyShareRules.RequireLength(Name, clientShare, ShareLength);
        KeyShareRules.RequireRoom(serverShare, ShareLength, nameof(serverShare));
        KeyShareRules.RequireRoom(sharedSecret, SharedSecretLength, nameof(sharedSecret));
        using var key = entropy.NewKey(this);
        key.Share.Span.CopyTo(serverShare);
        key.Agree(clientShare, sharedSecret);
    }
}
