using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Adit.Tls.Tests.Cryptography;

/// <summary>On which OpenSSL these tests ran, so that nobody has to assume it. <c>ADIT_OPENSSL_AT_LEAST</c> demands a version.</summary>
public sealed class PlatformOpenSslTests(ITestOutputHelper output)
{
    private static readonly Version FirstWithMlKem = new(3, 5);

    [Fact, SupportedOSPlatform("linux")]
    public void It_is_as_new_as_was_asked_for_and_has_ML_KEM_and_ML_DSA_from_3_5_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The platform's cryptography is OpenSSL on Linux only.");

        // OPENSSL_VERSION_NUMBER of 3.0 and newer: 0xMNN00PP0
        var number = SafeEvpPKeyHandle.OpenSslVersion;
        var version = new Version((int)(number >> 28), (int)(number >> 20) & 0xff, (int)(number >> 4) & 0xff);
        output.WriteLine($"The platform's cryptography is OpenSSL {version}; ML-KEM: {MLKem.IsSupported}, ML-DSA: {MLDsa.IsSupported}.");

        if (Environment.GetEnvironmentVariable("ADIT_OPENSSL_AT_LEAST") is { Length: > 0 } asked) Assert.True(version >= Version.Parse(asked), $"OpenSSL {version}");
        Assert.Equal(version >= FirstWithMlKem, MLKem.IsSupported);
        Assert.Equal(version >= FirstWithMlKem, MLDsa.IsSupported);
    }
}
