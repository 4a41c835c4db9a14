using Adit.Identity.Keys;

namespace Adit.Identity.Tests.Keys;

public sealed class Pkcs11UriTests
{
    [Theory]
    [InlineData("pkcs11:token=a;object=b", "module-path")]
    [InlineData("pkcs11:token=a;object=b?module-path=/no/such/library.so", "/no/such/library.so")]
    [InlineData("pkcs11:token=a;token=b?module-path=/m", "twice")]
    [InlineData("pkcs11:token?module-path=/m", "\"=\"")]
    [InlineData("pkcs11:token=%4?module-path=/m", "%25")]
    [InlineData("pkcs11:token=%ff?module-path=/m", "UTF-8")]
    [InlineData("pkcs11:type=public?module-path=/m", "type=private")]
    [InlineData("pkcs11:library-version=3?module-path=/m", "library-version")]
    [InlineData("pkcs11:slot-id=x?module-path=/m", "slot-id")]
    [InlineData("pkcs11:token=a?module-name=softhsm", "module-name")]
    public void What_is_wrong_is_said(string uri, string said)
    {
        using var folder = new TemporaryFolder();
        var refused = Assert.Throws<CredentialException>(() => CredentialFiles.ReadPrivateKey(uri, Pin(folder)));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pin-value=1234")]
    [InlineData("pin-source=file:/pin")]
    public void A_PIN_in_the_URI_is_refused_and_not_repeated(string pin)
    {
        var refused = Assert.Throws<CredentialException>(() => CredentialFiles.ReadPrivateKey($"pkcs11:token=a?module-path=/m&{pin}"));
        Assert.Contains("passphrase file", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("1234", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_PIN_the_file_for_it_is_asked_for()
    {
        var refused = Assert.Throws<CredentialException>(() => CredentialFiles.ReadPrivateKey("pkcs11:token=a?module-path=/m"));
        Assert.Contains("passphrase file", refused.Message, StringComparison.Ordinal);
    }

    private static string Pin(TemporaryFolder folder) => folder.Write("pin", "1234\n");
}
