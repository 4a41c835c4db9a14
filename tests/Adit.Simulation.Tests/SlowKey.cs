using Adit.Tls;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Simulation.Tests;

/// <summary>A key far away: it signs after a while, and sometimes not at all.</summary>
internal sealed class SlowKey(World world, PrivateKey key, TimeSpan slowness, bool fails) : PrivateKey
{
    public override ReadOnlyMemory<byte> SubjectPublicKeyInfo => key.SubjectPublicKeyInfo;

    public override IReadOnlyList<SignatureScheme> SignatureSchemes => key.SignatureSchemes;

    public override async ValueTask<byte[]> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (slowness > TimeSpan.Zero) await world.PauseAsync(slowness, cancellationToken).ConfigureAwait(false);
        return fails ? throw new IOException("The token was pulled out.") : await key.SignAsync(scheme, content, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        // The key is everybody's.
    }
}
