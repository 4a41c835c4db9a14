using Adit.Identity.Keys;

namespace Adit.Identity.Tests.Keys;

/// <summary>What is read of a file with an OCSP response before it is stapled. References: RFC 6960 4.2.1.</summary>
public sealed class OcspResponseFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_response_is_read_as_it_is()
    {
        byte[] response = [0x30, 5, 10, 1, 0, 0xa0, 0];
        Assert.Equal(response, CredentialFiles.ReadOcspResponse(Write(response)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(127)]
    public void A_refusal_of_the_responder_is_no_answer(byte status) => AssertRefused($"refusal {status}", 0x30, 3, 10, 1, status);

    [Theory]
    [InlineData]
    [InlineData(0x30)]
    [InlineData(0x30, 3, 2, 1, 0)]
    [InlineData(0x30, 3, 10, 1, 0, 0)]
    [InlineData((int)'-', (int)'-', (int)'-', (int)'-', (int)'-')]
    public void What_is_no_response_is_refused(params int[] bytes) => AssertRefused("not an OCSP response in DER", [.. bytes.Select(b => (byte)b)]);

    [Fact]
    public void More_than_can_be_stapled_is_refused() => AssertRefused("larger than 63 KiB", new byte[0xFFFF - 7]);

    public void Dispose() => folder.Dispose();

    private void AssertRefused(string text, params byte[] bytes)
    {
        var path = Write(bytes);
        var message = Assert.Throws<CredentialException>(() => CredentialFiles.ReadOcspResponse(path)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(text, message, StringComparison.Ordinal);
    }

    private string Write(byte[] bytes)
    {
        var path = folder.At("response");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
