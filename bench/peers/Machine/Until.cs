namespace Adit.PeerBench.Machine;

/// <summary>Waits for what another process does.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="IOException">It does not come true.</exception>
    public static async Task TrueAsync(Func<bool> isSo)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !isSo(); await Task.Delay(10))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new IOException($"What was waited for has not come after {Patience.TotalSeconds:0} s.");
        }
    }
}
