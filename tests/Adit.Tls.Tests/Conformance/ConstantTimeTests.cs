using System.Text.RegularExpressions;

namespace Adit.Tls.Tests.Conformance;

/// <summary>
/// What depends on a secret is compared by <c>FixedTimeEquals</c> and by nothing else. Read from the sources: no test of a time could say so.
/// </summary>
public sealed partial class ConstantTimeTests
{
    private static readonly string Sources = Path.Combine(RepositoryRoot.Path, "src", "Adit.Tls");

    /// <summary>Where bytes are compared in a time that tells of them, and what they are: all of it is on the wire in the clear, or known to everybody.</summary>
    private static readonly Dictionary<string, string> Public = new()
    {
        ["Cryptography/Signatures/MlDsaEncoding.cs"] = "the head of a seed",
        ["Cryptography/Signatures/SoftwareKey.cs"] = "the head of a seed",
        ["Evidence/PeerOffer.cs"] = "hellos",
        ["Handshake/Client/WaitEncryptedExtensions.cs"] = "names of protocols",
        ["Handshake/Client/WaitServerHello.cs"] = "a session id",
        ["Handshake/Server/ClientHelloRules.cs"] = "randoms, session ids and suites of hellos",
        ["Handshake/Server/ServerPlan.cs"] = "names of protocols",
        ["Messages/ExtensionBlock.cs"] = "extensions of hellos",
        ["Messages/Extensions/PreSharedKeyExtension.cs"] = "identities",
        ["Messages/ServerHello.cs"] = "randoms",
        ["Sessions/TicketKey.cs"] = "the name of a key",
        ["TlsIdentity.cs"] = "public keys",
    };

    [Flaw(19)]
    [Fact]
    public void Only_what_is_public_is_compared_in_variable_time() => Assert.Equal(Public.Keys.Order(), Where(VariableTime()).Order());

    [Flaw(19)]
    [Fact]
    public void Macs_binders_and_keys_are_compared_in_constant_time() => Assert.Equal(
        ["Cryptography/Signatures/MlDsaEncoding.cs", "Handshake/PeerFinished.cs", "Handshake/PskBinder.cs", "PreSharedKeys/PreSharedKey.cs"], Where(FixedTime()).Order());

    [Theory]
    [InlineData("if (mac.AsSpan().SequenceEqual(expected))", true)]
    [InlineData("mac.StartsWith(expected)", true)]
    [InlineData("a.SequenceCompareTo(b)", true)]
    [InlineData("MemoryExtensions.CommonPrefixLength(a, b)", true)]
    [InlineData("Enumerable.SequenceEqual(a, b)", true)]
    [InlineData("CryptographicOperations.FixedTimeEquals(a, b)", false)]
    public void A_comparison_in_variable_time_is_found(string line, bool isOne) => Assert.Equal(isOne, VariableTime().IsMatch(line));

    // Certificates are public to their last byte.
    private static IEnumerable<string> Where(Regex what) =>
        from path in Directory.EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(Sources, path).Replace(Path.DirectorySeparatorChar, '/')
        where name.Split('/')[0] is not ("bin" or "obj" or "Certificates") && what.IsMatch(File.ReadAllText(path))
        select name;

    [GeneratedRegex(@"\b(Sequence(Equal|CompareTo)|StartsWith|EndsWith|CommonPrefixLength|IStructuralEquatable|StructuralComparisons)\b")]
    private static partial Regex VariableTime();

    [GeneratedRegex(@"\bFixedTimeEquals\(")]
    private static partial Regex FixedTime();
}
