namespace Adit.Conformance;

/// <summary>
/// The flaws of other implementations that a test would catch here, by their numbers in docs/threat-model.md.
/// A citation is a claim: put the flaw into the code, and this test fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class FlawAttribute(params int[] numbers) : Attribute
{
    public IReadOnlyList<int> Numbers => numbers;
}
