namespace Adit.Bogo;

/// <summary>A connection stands, but is not what the test expects; no text of it is in the error map.</summary>
internal sealed class ExpectationException(string what) : Exception(what);
