namespace Adit.Interop.Processes;

/// <summary>Signals by their Linux numbers.</summary>
internal enum Signal
{
    Hangup = 1,
    Kill = 9,
    Terminate = 15,
}
