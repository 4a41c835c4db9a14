using System.Text.Json;
using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Tests.Cryptography.KeyExchange;

public sealed class WycheproofExchangeTests
{
    [Fact]
    public void X25519() => Wycheproof.ForEach("x25519_test.json", (_, vector) =>
    {
        var group = Exchange.Group(NamedGroup.x25519);
        var expected = vector.Bytes("shared");
        using var key = group.Generate(new ScriptedEntropy(vector.Bytes("private")));
        if (expected.All(b => b == 0)) IsRefused(() => key.Agree(group, vector.Bytes("public")));
        else Assert.Equal(expected, key.Agree(group, vector.Bytes("public")));
    });

    [Fact]
    public void Secp256r1() => Wycheproof.ForEach("ecdh_secp256r1_ecpoint_test.json", (_, vector) => CheckEcdh(NamedGroup.secp256r1, vector));

    [Fact]
    public void Secp384r1() => Wycheproof.ForEach("ecdh_secp384r1_ecpoint_test.json", (_, vector) => CheckEcdh(NamedGroup.secp384r1, vector));

    [Fact]
    public void Ml_kem_768_keys_and_decapsulation() => Wycheproof.ForEach("mlkem_768_test.json", (_, vector) =>
    {
        var group = new MlKem768();
        if (vector.Bytes("seed") is not { Length: 64 } seed) return; // a seed comes from our own generator, never from a peer
        using var key = group.Generate(new ScriptedEntropy(seed));
        if (vector.TryGetProperty("ek", out _)) Assert.Equal(vector.Bytes("ek"), key.Share.ToArray());
        if (vector.IsValid()) Assert.Equal(vector.Bytes("K"), key.Agree(group, vector.Bytes("c")));
        else IsRefused(() => key.Agree(group, vector.Bytes("c")));
    });

    [Fact]
    public void Ml_kem_768_encapsulation() => Wycheproof.ForEach("mlkem_768_encaps_test.json", (_, vector) =>
    {
        var group = new MlKem768();
        if (!vector.IsValid())
        {
            IsRefused(() => group.Respond(vector.Bytes("ek"), new ScriptedEntropy(vector.Bytes("m"))));
            var hybrid = Exchange.Group(NamedGroup.X25519MLKEM768);
            IsRefused(() => hybrid.Respond([.. vector.Bytes("ek"), 9, .. new byte[31]], new ScriptedEntropy(vector.Bytes("m"), new byte[32])));
            return;
        }
        var (ciphertext, secret) = group.Respond(vector.Bytes("ek"), new ScriptedEntropy(vector.Bytes("m")));
        Assert.Equal(vector.Bytes("c"), ciphertext);
        Assert.Equal(vector.Bytes("K"), secret);
    });

    private static void CheckEcdh(NamedGroup name, JsonElement vector)
    {
        var group = Exchange.Group(name);
        var integer = vector.Bytes("private").SkipWhile(b => b == 0).ToArray();
        if (integer.Length > group.SharedSecretLength) return; // the scalar of another curve
        byte[] scalar = [.. new byte[group.SharedSecretLength - integer.Length], .. integer];
        using var key = group.Generate(new ScriptedEntropy(scalar));
        if (vector.IsValid()) Assert.Equal(vector.Bytes("shared"), key.Agree(group, vector.Bytes("public")));
        else IsRefused(() => key.Agree(group, vector.Bytes("public"))); // "acceptable" is a compressed point: not in TLS 1.3
    }

    private static void IsRefused(Action action) => Assert.Equal(AlertDescription.illegal_parameter, Assert.Throws<TlsException>(action).AlertSent);
}
