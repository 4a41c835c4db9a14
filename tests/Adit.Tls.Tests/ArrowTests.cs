namespace Adit.Tls.Tests;

public sealed class ArrowTests
{
    [Fact]
    public void The_engine_knows_no_other_library_of_ours() =>
        Assert.DoesNotContain(typeof(TlsException).Assembly.GetReferencedAssemblies(), a => a.Name!.StartsWith("Adit", StringComparison.Ordinal));
}
