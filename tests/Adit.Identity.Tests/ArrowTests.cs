using System.Reflection;
using Adit.Authority;
using Adit.Identity.Keys;

namespace Adit.Identity.Tests;

public sealed class ArrowTests
{
    [Fact]
    public void Identity_knows_the_engine_and_no_other_library_of_ours() =>
        Assert.Equal(["Adit.Tls"], LibrariesOfOurs(typeof(CredentialFiles).Assembly));

    [Fact]
    public void The_authority_knows_identity_and_the_engine_and_no_other_library_of_ours() =>
        Assert.Equal(["Adit.Identity", "Adit.Tls"], LibrariesOfOurs(typeof(CertificateAuthority).Assembly));

    private static IEnumerable<string> LibrariesOfOurs(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(a => a.Name!)
        .Where(name => name.StartsWith("Adit", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
