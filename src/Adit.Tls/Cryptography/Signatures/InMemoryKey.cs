namespace Adit.Tls.Cryptography.Signatures;

/// <summary>
/// A private key in this process's memory, held as PKCS#8 in pinned bytes and overwritten on disposal.
/// Its public half, read back through <see cref="Signatures.PublicKey"/>, says what it may sign. Thread-safe. References: RFC 5958.
/// </summary>
internal abstract class InMemoryKey(PinnedBytes pkcs8, byte[] subjectPublicKeyInfo) : PrivateKey
{
    private volatile bool disposed;

    public override ReadOnlyMemory<byte> SubjectPublicKeyInfo => subjectPublicKeyInfo;

    public override IReadOnlyList<SignatureScheme> SignatureSchemes => PublicKey.SignatureSchemes;

    /// <summary>Guards the secret bytes: none is read while disposal overwrites them.</summary>
    protected Lock Gate { get; } = new();

    protected PublicKey PublicKey { get; } = PublicKey.Import(subjectPublicKeyInfo);

    public override ValueTask<byte[]> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (!SignatureSchemes.Contains(scheme))
            throw new ArgumentException($"A key of {PublicKey.Algorithm} cannot sign with {Iana.Name(scheme)}.", nameof(scheme));
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<byte[]>(cancellationToken)
            : ValueTask.FromResult(Sign(scheme, content.Span));
    }

    /// <summary>A copy of the PKCS#8, the caller's to overwrite.</summary>
    public byte[] ExportPkcs8()
    {
        lock (Gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return pkcs8.Span.ToArray();
        }
    }

    protected abstract byte[] Sign(SignatureScheme scheme, ReadOnlySpan<byte> content);

    protected override void Dispose(bool disposing)
    {
        lock (Gate)
        {
            disposed = true;
            pkcs8.Dispose();
        }
    }
}
