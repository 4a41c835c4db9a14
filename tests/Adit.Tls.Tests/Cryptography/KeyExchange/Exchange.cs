using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Tests.Cryptography.KeyExchange;

/// <summary>One side of an exchange, as the handshake calls it.</summary>
internal static class Exchange
{
    public static KeyExchangeGroup Group(NamedGroup name) => KeyExchangeGroups.All.Find(name) ?? throw new ArgumentException($"{name} is not there.");

    public static byte[] Agree(this EphemeralKey key, KeyExchangeGroup group, ReadOnlySpan<byte> serverShare)
    {
        var secret = new byte[group.SharedSecretLength];
        key.Agree(serverShare, secret);
        return secret;
    }

    public static (byte[] Share, byte[] Secret) Respond(this KeyExchangeGroup group, ReadOnlySpan<byte> clientShare, Entropy entropy)
    {
        var (share, secret) = (new byte[group.ServerShareLength], new byte[group.SharedSecretLength]);
        group.Respond(clientShare, share, secret, entropy);
        return (share, secret);
    }

    /// <summary>Asserts that both roles refuse the share, with the right alert and with nothing left in the secret.</summary>
    public static void RefusesAsClientAndServer(NamedGroup name, byte[] share)
    {
        RefusesAsServer(name, share);
        RefusesAsClient(name, share);
    }

    public static void RefusesAsServer(NamedGroup name, byte[] clientShare)
    {
        var group = Group(name);
        var secret = Enumerable.Repeat((byte)0xA5, group.SharedSecretLength).ToArray();
        var refused = Assert.Throws<TlsException>(() => group.Respond(clientShare, new byte[group.ServerShareLength], secret, Entropy.System));
        IsIllegalParameter(refused);
        Assert.True(secret.All(b => b == 0xA5) || secret.All(b => b == 0), "Something was left in the secret.");
    }

    public static void RefusesAsClient(NamedGroup name, byte[] serverShare)
    {
        var group = Group(name);
        using var key = group.Generate(Entropy.System);
        var secret = Enumerable.Repeat((byte)0xA5, group.SharedSecretLength).ToArray();
        var refused = Assert.Throws<TlsException>(() => key.Agree(serverShare, secret));
        IsIllegalParameter(refused);
        Assert.True(secret.All(b => b == 0xA5) || secret.All(b => b == 0), "Something was left in the secret.");
        Assert.Throws<ObjectDisposedException>(() => key.Agree(serverShare, secret));
    }

    private static void IsIllegalParameter(TlsException refused)
    {
        Assert.Equal(AlertDescription.illegal_parameter, refused.AlertSent);
        Assert.Equal("4.3.8", refused.Section);
    }
}
