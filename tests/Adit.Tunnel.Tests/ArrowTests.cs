using System.Reflection;
using Adit.Telemetry;

namespace Adit.Tunnel.Tests;

public sealed class ArrowTests
{
    [Fact]
    public void Telemetry_knows_the_engine_and_identity_at_most() =>
        Assert.Empty(LibrariesOfOurs(typeof(EventLog).Assembly).Except(["Adit.Identity", "Adit.Tls"]));

    [Fact]
    public void The_tunnel_knows_telemetry_and_what_that_knows_at_most() =>
        Assert.Empty(LibrariesOfOurs(typeof(TunnelHost).Assembly).Except(["Adit.Telemetry", "Adit.Identity", "Adit.Tls"]));

    private static IEnumerable<string> LibrariesOfOurs(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(a => a.Name!)
        .Where(name => name.StartsWith("Adit", StringComparison.Ordinal));
}
