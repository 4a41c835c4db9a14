namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>
/// One named group. Stateless and thread-safe; a new group is one sealed subclass, one line in <see cref="KeyExchangeGroups"/> and one in a <see cref="Policy.TlsProfile"/>.
/// References: RFC 9846 4.3.8, 7.4; RFC 10024 4.
/// </summary>
internal abstract class KeyExchangeGroup
{
    public abstract NamedGroup Name { get; }

    /// <summary>True where a quantum computer that comes later does not open what is recorded today.</summary>
    public virtual bool IsPostQuantum => false;

    /// <summary>True where a key that is done with is overwritten; false where only the garbage collector clears it, so that none may lie ready.</summary>
    public virtual bool OverwritesKeys => true;

    /// <summary>Bytes of the share a client sends.</summary>
    public abstract int ClientShareLength { get; }

    /// <summary>Bytes of the share a server sends.</summary>
    public abstract int ServerShareLength { get; }

    /// <summary>Bytes of the shared secret that goes into HKDF-Extract.</summary>
    public abstract int SharedSecretLength { get; }

    /// <summary>Makes an ephemeral key; it is used once.</summary>
    public abstract EphemeralKey Generate(Entropy entropy);

    /// <summary>Server: takes an ephemeral key of its own, writes its share, and agrees with the client's.</summary>
    /// <exception cref="TlsException">The client's share breaks a rule (illegal_parameter). Nothing secret is left in the spans.</exception>
    public abstract void Respond(ReadOnlySpan<byte> clientShare, Span<byte> serverShare, Span<byte> sharedSecret, Entropy entropy);
}
