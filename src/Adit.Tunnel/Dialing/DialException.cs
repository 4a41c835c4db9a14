namespace Adit.Tunnel.Dialing;

/// <summary>The target of a tunnel cannot be reached now: a sentence that says which, why, and what to do.</summary>
internal sealed class DialException(string message, Exception? inner = null) : Exception(message, inner);
