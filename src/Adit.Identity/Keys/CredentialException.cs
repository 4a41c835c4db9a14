namespace Adit.Identity.Keys;

/// <summary>A key, certificate or trust file cannot be used: a sentence that says which file, why, and what to do. Holds no secret.</summary>
public sealed class CredentialException(string message, Exception? inner = null) : Exception(message, inner);
