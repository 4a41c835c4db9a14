namespace Adit.Conformance;

/// <summary>
/// The sentences of RFC 9846 that a test would catch broken, by their ids in docs/conformance/rfc9846.tsv.
/// A citation is a claim: break the rule in the code, and this test fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
internal sealed class RequirementAttribute(params string[] ids) : Attribute
{
    public IReadOnlyList<string> Ids => ids;
}
