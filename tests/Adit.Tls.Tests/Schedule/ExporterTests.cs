using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Schedule;
using Adit.Tls.Tests.Cryptography;
using Adit.Tls.Tests.Handshake;
using Adit.Tls.Tests.Streams;

namespace Adit.Tls.Tests.Schedule;

/// <summary>Exporters and the channel binding tls-exporter. References: RFC 9846 7.5, RFC 9266.</summary>
public sealed class ExporterTests
{
    /// <summary>That of RFC 8448 3; the values from it were computed with another HKDF.</summary>
    private const string ExporterSecret = "fe22f881176eda18eb8f44529e6792c50c9a3f89452f68d8ae311b4309d3cf50";

    [Theory]
    [InlineData("EXPORTER-Channel-Binding", "", "e3b0946bf2f4668144f22872e0afd51dc9608638c6f9b2584b98c6cd3a4affad")]
    [InlineData("EXPERIMENTAL adit", "010203", "5c18b9565f4852acd6a17f63d01daa7b6cf384660f813793d19ba9558ddd743b5a9603422e5076315a4e8152a56c35fd5966bebce580883f300f2beebff186fe0cac762602e94fd66bcaea41b6ea89c7")]
    [Requirement("RFC9846-7.5-01")]
    public void The_value_is_that_of_another_implementation(string label, string context, string expected)
    {
        using var secret = new Secret(Hex.Read(ExporterSecret));
        var output = new byte[expected.Length / 2];
        Exporter.Export(HashFunction.Sha256, secret, System.Text.Encoding.ASCII.GetBytes(label), Hex.Read(context), output);
        Assert.Equal(Hex.Read(expected), output);
    }

    [Theory]
    [InlineData(CipherSuite.TLS_AES_128_GCM_SHA256)]
    [InlineData(CipherSuite.TLS_AES_256_GCM_SHA384)]
    [Requirement("RFC9846-7.5-01")]
    public async Task Both_ends_export_the_same_and_label_context_and_length_make_another(CipherSuite suite)
    {
        await using var pair = await ConnectedPair.OpenAsync(Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, suite) });
        byte[][] client = [.. Several(pair.Client)];
        byte[][] server = [.. Several(pair.Server)];
        Assert.Equal(client, server);
        Assert.Equal(client.Length, client.Select(Convert.ToHexString).Distinct().Count());
        Assert.DoesNotContain(client, value => value.AsSpan().IndexOfAnyExcept((byte)0) < 0);

        static IEnumerable<byte[]> Several(TlsStream stream) =>
        [
            stream.ExportKeyingMaterial("EXPERIMENTAL a", [], 32),
            stream.ExportKeyingMaterial("EXPERIMENTAL b", [], 32),
            stream.ExportKeyingMaterial("EXPERIMENTAL a", [0], 32),
            stream.ExportKeyingMaterial("EXPERIMENTAL a", [], 33),
            stream.ExportKeyingMaterial("EXPERIMENTAL a", [], 255 * 32),
        ];
    }

    [Fact]
    [Requirement("RFC9846-F.1-02")]
    public async Task The_channel_binding_is_the_same_at_both_ends_and_another_on_each_connection()
    {
        await using var one = await ConnectedPair.OpenInMemoryAsync();
        await using var two = await ConnectedPair.OpenInMemoryAsync();
        var binding = one.Client.ExportChannelBinding();
        Assert.Equal(32, binding.Length);
        Assert.Equal(binding, one.Server.ExportChannelBinding());
        Assert.Equal(binding, one.Client.ExportKeyingMaterial("EXPORTER-Channel-Binding", [], 32));
        Assert.NotEqual(binding, two.Client.ExportChannelBinding());
    }

    [Fact]
    public async Task Renewed_keys_change_nothing()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        var before = pair.Client.ExportChannelBinding();
        await pair.Client.RenewKeysAsync();
        Assert.Equal(before, pair.Client.ExportChannelBinding());
    }

    [Theory]
    [InlineData("", 32)]
    [InlineData("ä", 32)]
    [InlineData("EXPERIMENTAL", 0)]
    [InlineData("EXPERIMENTAL", -1)]
    [InlineData("EXPERIMENTAL", (255 * 32) + 1)]
    public async Task A_label_or_length_that_HKDF_cannot_take_is_refused(string label, int length)
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        Assert.ThrowsAny<ArgumentException>(() => pair.Client.ExportKeyingMaterial(label, [], length));
    }

    [Fact]
    public async Task The_longest_label_fits_and_one_more_is_refused()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        Assert.Equal(16, pair.Client.ExportKeyingMaterial(new string('x', 249), [], 16).Length);
        Assert.Throws<ArgumentException>(() => pair.Client.ExportKeyingMaterial(new string('x', 250), [], 16));
    }

    [Fact]
    public async Task After_the_end_nothing_is_exported()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        await pair.Client.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(pair.Client.ExportChannelBinding);
    }
}
