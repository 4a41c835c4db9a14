using System.Security.Cryptography;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Tests.Cryptography.Signatures;

public sealed class SoftwareKeyTests
{
    private static readonly byte[] content = "what is signed"u8.ToArray();

    public static TheoryData<string> KeyNames => [.. Keys.Names];

    [Theory, MemberData(nameof(KeyNames))]
    public void An_exported_key_comes_back_as_the_same_key(string name)
    {
        var key = Keys.Named(name);
        using var copy = SoftwareKey.FromPkcs8(SoftwareKey.ExportPkcs8(key));

        Assert.Equal(key.SubjectPublicKeyInfo.ToArray(), copy.SubjectPublicKeyInfo.ToArray());
        Assert.Equal(SoftwareKey.ExportPkcs8(key), SoftwareKey.ExportPkcs8(copy));
        foreach (var scheme in copy.SignatureSchemes) Assert.True(key.PublicHalf().Verify(scheme, content, copy.Sign(scheme, content)));
    }

    [Fact]
    public void Two_generated_keys_differ()
    {
        using var one = SoftwareKey.Generate(SignatureScheme.ed25519);
        using var other = SoftwareKey.Generate(SignatureScheme.ed25519);
        Assert.NotEqual(one.SubjectPublicKeyInfo.ToArray(), other.SubjectPublicKeyInfo.ToArray());
    }

    [Fact]
    public void A_generated_RSA_key_has_2048_bits()
    {
        using var key = SoftwareKey.Generate(SignatureScheme.rsa_pss_rsae_sha512);
        Assert.Equal("RSA 2048", key.PublicHalf().Algorithm);
    }

    [Theory]
    [InlineData(SignatureScheme.rsa_pkcs1_sha256)]
    [InlineData(SignatureScheme.rsa_pss_pss_sha256)]
    [InlineData(SignatureScheme.ed448)]
    public void No_key_is_made_for_a_scheme_it_could_not_sign_TLS_with(SignatureScheme scheme) =>
        Assert.Contains(scheme.ToString(), Assert.Throws<ArgumentException>(() => SoftwareKey.Generate(scheme)).Message, StringComparison.Ordinal);

    [Theory] // RFC 8032 7.1, TEST 1 to 3
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Ed25519_makes_the_signatures_of_RFC_8032(string seed, string publicKey, string message, string signature)
    {
        using var key = SoftwareKey.FromPkcs8(Der.PrivateKey(Der.Algorithm(Der.Ed25519), Der.OctetString(Hex.Read(seed))));

        Assert.Equal(Der.PublicKey(Der.Algorithm(Der.Ed25519), Hex.Read(publicKey)), key.SubjectPublicKeyInfo.ToArray());
        Assert.Equal(Hex.Read(signature), key.Sign(SignatureScheme.ed25519, Hex.Read(message)));
    }

    [Theory] // both forms of the key
    [InlineData("MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC")]
    [InlineData("MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhCoB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=")]
    public void The_Ed25519_key_of_RFC_8410_section_10_3_is_read(string pkcs8)
    {
        using var key = SoftwareKey.FromPkcs8(Convert.FromBase64String(pkcs8));
        Assert.Equal("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=", Convert.ToBase64String(key.SubjectPublicKeyInfo.Span));
    }

    [Theory, MemberData(nameof(KeyNames))]
    public void A_key_cut_short_or_followed_by_anything_is_refused(string name)
    {
        var whole = SoftwareKey.ExportPkcs8(Keys.Named(name));
        for (var length = 0; length < whole.Length; length += 5) Assert.ThrowsAny<CryptographicException>(() => SoftwareKey.FromPkcs8(whole.AsSpan(0, length)));
        Assert.ThrowsAny<CryptographicException>(() => SoftwareKey.FromPkcs8([.. whole, 0]));
    }

    [Theory, MemberData(nameof(KeyNames))]
    public void A_key_with_any_byte_changed_is_read_or_refused_and_nothing_else(string name)
    {
        var pkcs8 = SoftwareKey.ExportPkcs8(Keys.Named(name));
        for (var at = 0; at < pkcs8.Length; at += pkcs8.Length / 100 + 1)
        {
            pkcs8[at] ^= 0x81;
            try
            {
                SoftwareKey.FromPkcs8(pkcs8).Dispose();
            }
            catch (CryptographicException)
            {
                // what the contract names
            }
            pkcs8[at] ^= 0x81;
        }
    }

    [Fact]
    public void An_algorithm_not_spoken_here_is_named()
    {
        var refused = Assert.Throws<CryptographicException>(() => SoftwareKey.FromPkcs8(Der.PrivateKey(Der.Algorithm("1.3.101.113"), new byte[57])));
        Assert.Contains("1.3.101.113", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_curve_not_spoken_here_is_refused()
    {
        using var brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        Assert.ThrowsAny<CryptographicException>(() => SoftwareKey.FromPkcs8(brainpool.ExportPkcs8PrivateKey()));
    }

    [Fact]
    public void An_RSA_key_below_2048_bits_is_refused()
    {
        using var small = RSA.Create(1024);
        Assert.Contains("1024", Assert.Throws<CryptographicException>(() => SoftwareKey.FromPkcs8(small.ExportPkcs8PrivateKey())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void An_Ed25519_seed_has_32_bytes(int length) =>
        Assert.Throws<CryptographicException>(() => SoftwareKey.FromPkcs8(Der.PrivateKey(Der.Algorithm(Der.Ed25519), Der.OctetString(new byte[length]))));

    [Theory]
    [InlineData(SignatureScheme.ecdsa_secp256r1_sha256)]
    [InlineData(SignatureScheme.ed25519)]
    [InlineData(SignatureScheme.rsa_pss_rsae_sha256)]
    public async Task A_disposed_key_neither_signs_nor_is_exported(SignatureScheme scheme)
    {
        var key = SoftwareKey.Generate(scheme);
        key.Dispose();
        key.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await key.SignAsync(scheme, content, TestContext.Current.CancellationToken));
        Assert.Throws<ObjectDisposedException>(() => SoftwareKey.ExportPkcs8(key));
        Assert.NotEqual(0, key.SubjectPublicKeyInfo.Length);
    }

    [Fact]
    public async Task A_cancelled_signature_is_not_made()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Keys.Named("P-256").SignAsync(SignatureScheme.ecdsa_secp256r1_sha256, content, cancelled.Token));
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("Ed25519")]
    [InlineData("RSA")]
    public async Task Many_threads_sign_and_verify_with_one_key_at_once(string name)
    {
        var key = Keys.Named(name);
        var publicKey = key.PublicHalf();
        var scheme = key.SignatureSchemes[0];
        var workers = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                byte[] mine = [(byte)worker, (byte)i];
                var signature = await key.SignAsync(scheme, mine);
                if (!publicKey.Verify(scheme, mine, signature)) return false;
            }
            return true;
        }));
        Assert.All(await Task.WhenAll(workers).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), Assert.True);
    }

    [Theory]
    [InlineData(SignatureScheme.ecdsa_secp256r1_sha256)]
    [InlineData(SignatureScheme.ed25519)]
    [InlineData(SignatureScheme.rsa_pss_rsae_sha256)]
    public async Task Disposal_under_way_never_lets_a_wrong_signature_out(SignatureScheme scheme)
    {
        var key = SoftwareKey.Generate(scheme);
        var publicKey = key.PublicHalf();
        var workers = Enumerable.Range(0, 2).Select(worker => Task.Run(async () =>
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    byte[] mine = [(byte)worker, (byte)i];
                    var signature = await key.SignAsync(scheme, mine);
                    if (!publicKey.Verify(scheme, mine, signature)) return false;
                    if (worker == 0 && i == 10) key.Dispose();
                }
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }));
        Assert.All(await Task.WhenAll(workers).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), Assert.True);
    }

    [Fact]
    public void A_key_of_another_kind_is_not_exported()
    {
        using var remote = new KeyElsewhere();
        Assert.Throws<ArgumentException>(() => SoftwareKey.ExportPkcs8(remote));
    }

    private sealed class KeyElsewhere : PrivateKey
    {
        public override ReadOnlyMemory<byte> SubjectPublicKeyInfo => Keys.Named("P-256").SubjectPublicKeyInfo;

        public override IReadOnlyList<SignatureScheme> SignatureSchemes => Keys.Named("P-256").SignatureSchemes;

        public override ValueTask<byte[]> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
            Keys.Named("P-256").SignAsync(scheme, content, cancellationToken);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
