using System.Reflection;
using System.Runtime.CompilerServices;

namespace Adit.Cli.Tests;

/// <summary>The arrows of docs/architecture.md: which library may know which.</summary>
public sealed class DesignTests
{
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Adit.Tls"] = [],
        ["Adit.Identity"] = ["Adit.Tls"],
        ["Adit.Authority"] = ["Adit.Identity", "Adit.Tls"],
        ["Adit.Telemetry"] = ["Adit.Identity", "Adit.Tls"],
        ["Adit.Tunnel"] = ["Adit.Telemetry", "Adit.Identity", "Adit.Tls"],
        ["Adit.Cli"] = ["Adit.Authority", "Adit.Tunnel", "Adit.Telemetry", "Adit.Identity", "Adit.Tls"],
    };

    public static TheoryData<string> Libraries => [.. MayKnow.Keys];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_knows_only_those_that_the_design_lets_it_know(string library)
    {
        var assembly = Assembly.Load(library == "Adit.Cli" ? "adit" : library);
        Assert.Empty(assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Adit", StringComparison.OrdinalIgnoreCase)).Except(MayKnow[library]));
    }

    [Fact]
    public void Every_library_has_its_place_in_the_design() =>
        Assert.Equal(MayKnow.Keys.Order(StringComparer.Ordinal), Directory.GetDirectories(Source).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);

    [Fact]
    public void Only_the_transport_and_the_public_ends_of_the_engine_know_sockets()
    {
        var engine = Path.Combine(Source, "Adit.Tls");
        var knowing = Directory.EnumerateFiles(engine, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(engine, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("obj/", StringComparison.Ordinal) && File.ReadAllText(Path.Combine(engine, file)).Contains("System.Net.Sockets", StringComparison.Ordinal));
        Assert.Equal(["TlsClient.cs", "TlsServer.cs", "Transport/SocketTransport.cs"], knowing.Order(StringComparer.Ordinal));
    }

    private static string Source => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "src"));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
