namespace Adit.Bogo;

/// <summary>The test asks for something that this shim does not have.</summary>
internal sealed class UnimplementedException(string what) : Exception($"unimplemented: {what}");
