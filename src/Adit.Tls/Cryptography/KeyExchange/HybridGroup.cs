using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>
/// Two groups as one: shares and secrets are concatenated, nothing else. Safe while either half is.
/// References: RFC 10024 3 and 4.
/// </summary>
/// <remarks>Sizes: the sums of both halves. Draws: what the first half draws, then what the second does.</remarks>
internal abstract class HybridGroup(NamedGroup name, KeyExchangeGroup first, KeyExchangeGroup second) : KeyExchangeGroup
{
    public override NamedGroup Name => name;

    public override bool IsPostQuantum => first.IsPostQuantum || second.IsPostQuantum;

    public override bool OverwritesKeys => first.OverwritesKeys && second.OverwritesKeys;

    public override int ClientShareLength => first.ClientShareLength + second.ClientShareLength;

    public override int ServerShareLength => first.ServerShareLength + second.ServerShareLength;

    public override int SharedSecretLength => first.SharedSecretLength + second.SharedSecretLength;

    public override EphemeralKey Generate(Entropy entropy)
    {
        var firstKey = first.Generate(entropy);
        try
        {
            return new Key(this, firstKey, second.Generate(entropy));
        }
        catch
        {
            firstKey.Dispose();
            throw;
        }
    }

    public override void Respond(ReadOnlySpan<byte> clientShare, Span<byte> serverShare, Span<byte> sharedSecret, Entropy entropy)
    {
        KeyShareRules.RequireLength(name, clientShare, ClientShareLength);
        KeyShareRules.RequireRoom(serverShare, ServerShareLength, nameof(serverShare));
        KeyShareRules.RequireRoom(sharedSecret, SharedSecretLength, nameof(sharedSecret));
        var (inClient, inServer, inSecret) = (first.ClientShareLength, first.ServerShareLength, first.SharedSecretLength);
        try
        {
            first.Respond(clientShare[..inClient], serverShare[..inServer], sharedSecret[..inSecret], entropy);
            second.Respond(clientShare[inClient..], serverShare[inServer..], sharedSecret[inSecret..], entropy);
        }
        catch
        {
            CryptographicOperations.ZeroMemory(sharedSecret); // the first half may have agreed before the second refused
            throw;
        }
    }

    private void Agree(EphemeralKey firstKey, EphemeralKey secondKey, ReadOnlySpan<byte> peerShare, Span<byte> sharedSecret)
    {
        KeyShareRules.RequireLength(name, peerShare, ServerShareLength);
        KeyShareRules.RequireRoom(sharedSecret, SharedSecretLength, nameof(sharedSecret));
        var (inShare, inSecret) = (first.ServerShareLength, first.SharedSecretLength);
        try
        {
            firstKey.Agree(peerShare[..inShare], sharedSecret[..inSecret]);
            secondKey.Agree(peerShare[inShare..], sharedSecret[inSecret..]);
        }
        catch
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
            throw;
        }
    }

    private sealed class Key(HybridGroup group, EphemeralKey first, EphemeralKey second)
        : EphemeralKey(group.Name, [.. first.Share.Span, .. second.Share.Span])
    {
        private bool spent;

        public override void Agree(ReadOnlySpan<byte> peerShare, Span<byte> sharedSecret)
        {
            ObjectDisposedException.ThrowIf(spent, this);
            using (this)
                group.Agree(first, second, peerShare, sharedSecret);
        }

        public override void Dispose()
        {
            spent = true;
            first.Dispose();
            second.Dispose();
        }
    }
}
