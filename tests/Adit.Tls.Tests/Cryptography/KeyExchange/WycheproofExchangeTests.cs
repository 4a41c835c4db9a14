using System.Security.Cryptography;
using System.Text.Json;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tls.Tests.Cryptography.KeyExchange;

public sealed class WycheproofExchangeTests
{
    [Flaw(24)]
    [Fact]
    public void X25519() => Wycheproof.ForEach("x25519_test.json", (_, vector) =>
    {
        var group = Exchange.Group(NamedGroup.x25519);
        var expected = vector.Bytes("shared");
        using var key = group.Generate(new ScriptedEntropy(vector.Bytes("private")));
        if (expected.All(b => b == 0)) IsRefused(() => key.Agree(group, vector.Bytes("public")));
        else Assert.Equal(expected, key.Agree(group, vector.Bytes("public")));
    });

    [Flaw(24)]
    [Fact]
    public void Secp256r1() => Wycheproof.ForEach("ecdh_secp256r1_ecpoint_test.json", (_, vector) => CheckEcdh(NamedGroup.secp256r1, vector));

    [Flaw(24)]
    [Fact]
    public void Secp384r1() => Wycheproof.ForEach("ecdh_secp384r1_ecpoint_test.json", (_, vector) => CheckEcdh(NamedGroup.secp384r1, vector));

    [Flaw(24)]
    [Fact]
    public void Secp521r1() => Wycheproof.ForEach("ecdh_secp521r1_ecpoint_test.json", (_, vector) => CheckEcdh(NamedGroup.secp521r1, vector));

    [Flaw(23)]
    [Fact]
    public void Ml_kem_768_keys_and_decapsulation() => CheckKeysAndDecapsulation("mlkem_768_test.json", new MlKem768());

    [Flaw(23)]
    [Fact]
    public void Ml_kem_1024_keys_and_decapsulation() => CheckKeysAndDecapsulation("mlkem_1024_test.json", new MlKem1024());

    [Fact]
    public void Ml_kem_768_keys_and_decapsulation_of_the_platform() => CheckKeysAndDecapsulation("mlkem_768_test.json", OfPlatform(MLKemAlgorithm.MLKem768));

    [Fact]
    public void Ml_kem_1024_keys_and_decapsulation_of_the_platform() => CheckKeysAndDecapsulation("mlkem_1024_test.json", OfPlatform(MLKemAlgorithm.MLKem1024));

    [Flaw(22)]
    [Fact]
    public void Ml_kem_768_encapsulation() =>
        CheckEncapsulation("mlkem_768_encaps_test.json", new MlKem768(), new X25519MlKem768(new MlKem768()), new SecP256r1MlKem768(new MlKem768()));

    [Flaw(22)]
    [Fact]
    public void Ml_kem_1024_encapsulation() =>
        CheckEncapsulation("mlkem_1024_encaps_test.json", new MlKem1024(), new SecP384r1MlKem1024(new MlKem1024()));

    [Flaw(22)]
    [Theory]
    [InlineData("mlkem_768_encaps_test.json", NamedGroup.MLKEM768)]
    [InlineData("mlkem_1024_encaps_test.json", NamedGroup.MLKEM1024)]
    public void An_encapsulation_key_is_checked_by_the_platform_too(string file, NamedGroup name)
    {
        var group = OfPlatform(name == NamedGroup.MLKEM768 ? MLKemAlgorithm.MLKem768 : MLKemAlgorithm.MLKem1024);
        Wycheproof.ForEach(file, (_, vector) =>
        {
            if (vector.IsValid()) group.Respond(vector.Bytes("ek"), Entropy.System);
            else IsRefused(() => group.Respond(vector.Bytes("ek"), Entropy.System));
        });
    }

    private static void CheckKeysAndDecapsulation(string file, KeyExchangeGroup group) => Wycheproof.ForEach(file, (_, vector) =>
    {
        if (vector.Bytes("seed") is not { Length: 64 } seed) return; // a seed comes from our own generator, never from a peer
        using var key = group.Generate(new ScriptedEntropy(seed));
        if (vector.TryGetProperty("ek", out _)) Assert.Equal(vector.Bytes("ek"), key.Share.ToArray());
        if (vector.IsValid()) Assert.Equal(vector.Bytes("K"), key.Agree(group, vector.Bytes("c")));
        else IsRefused(() => key.Agree(group, vector.Bytes("c")));
    });

    private static void CheckEncapsulation(string file, KeyExchangeGroup group, params KeyExchangeGroup[] hybrids) => Wycheproof.ForEach(file, (_, vector) =>
    {
        if (!vector.IsValid())
        {
            IsRefused(() => group.Respond(vector.Bytes("ek"), new ScriptedEntropy(vector.Bytes("m"))));
            foreach (var hybrid in hybrids) IsRefused(() => hybrid.Respond(ShareOf(hybrid, vector.Bytes("ek")), Entropy.System));
            return;
        }
        var (ciphertext, secret) = group.Respond(vector.Bytes("ek"), new ScriptedEntropy(vector.Bytes("m")));
        Assert.Equal(vector.Bytes("c"), ciphertext);
        Assert.Equal(vector.Bytes("K"), secret);
    });

    /// <summary>A share whose other half nobody could refuse.</summary>
    private static byte[] ShareOf(KeyExchangeGroup hybrid, byte[] encapsulationKey)
    {
        var classical = Exchange.Group(hybrid.Name switch
        {
            NamedGroup.X25519MLKEM768 => NamedGroup.x25519,
            NamedGroup.SecP256r1MLKEM768 => NamedGroup.secp256r1,
            _ => NamedGroup.secp384r1,
        });
        using var key = classical.Generate(Entropy.System);
        return hybrid.Name == NamedGroup.X25519MLKEM768 ? [.. encapsulationKey, .. key.Share.Span] : [.. key.Share.Span, .. encapsulationKey];
    }

    private static PlatformMlKem OfPlatform(MLKemAlgorithm algorithm)
    {
        if (!PlatformMlKem.IsSupported) Assert.Skip("The platform has no ML-KEM: OpenSSL 3.5 brings it.");
        return new PlatformMlKem(algorithm == MLKemAlgorithm.MLKem768 ? NamedGroup.MLKEM768 : NamedGroup.MLKEM1024, algorithm);
    }

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
