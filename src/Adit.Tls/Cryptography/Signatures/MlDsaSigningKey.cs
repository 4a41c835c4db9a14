namespace Adit.Tls.Cryptography.Signatures;

/// <summary>An ML-DSA private key of one provider. Thread-safe. References: FIPS 204 5.2.</summary>
internal abstract class MlDsaSigningKey : IDisposable
{
    /// <summary>The public half, encoded as FIPS 204 7.2 has it.</summary>
    public abstract byte[] PublicKey { get; }

    /// <summary>A signature over <paramref name="content"/>, hedged by fresh randomness.</summary>
    public abstract byte[] Sign(ReadOnlySpan<byte> content);

    /// <inheritdoc/>
    public abstract void Dispose();
}
