using Adit.Tls;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Bogo;

/// <summary>A key that signs with fewer schemes than it could, in another order: -signing-prefs.</summary>
internal sealed class PreferringKey(PrivateKey key, IReadOnlyList<SignatureScheme> preferred) : PrivateKey
{
    public override ReadOnlyMemory<byte> SubjectPublicKeyInfo => key.SubjectPublicKeyInfo;

    public override IReadOnlyList<SignatureScheme> SignatureSchemes { get; } = [.. preferred.Where(key.SignatureSchemes.Contains)];

    public override ValueTask<byte[]> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        key.SignAsync(scheme, content, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing) key.Dispose();
    }
}
