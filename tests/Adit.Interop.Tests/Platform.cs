using System.Runtime.Versioning;

// Elsewhere the tests that start processes skip: RunningProcess.ListeningAsync reads /proc.
[assembly: SupportedOSPlatform("linux")]
