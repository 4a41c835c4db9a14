using System.Runtime.InteropServices;

namespace Adit.Cli;

/// <summary>
/// Gives memory back once a process that worked has gone quiet. The collector keeps what handshakes leave behind until it needs the room, the C library
/// what was freed, and a process full of idle tunnels would hold both for as long as they are idle. It looks now and then: where little was allocated
/// since the last look, and much since memory was given back, no handshake is under way that the pause could hold up. What relays move waits for it: a few
/// milliseconds, some ten for each thousand of idle tunnels. References: malloc_trim(3).
/// </summary>
internal sealed partial class QuietMemory : IDisposable
{
    /// <summary>Less than a handshake allocates.</summary>
    private const long Quiet = 32 << 10;

    /// <summary>Below this the pause would cost more than it brings; or below a quarter of what is held, for the pause grows with that.</summary>
    private const long Worthwhile = 4 << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Func<long> allocated;
    private readonly Func<long> held;
    private readonly Action giveBack;
    private readonly ITimer timer;
    private long lastSeen;
    private long givenBackAt;

    /// <param name="clock">The clock.</param>
    /// <param name="allocated">Bytes that were allocated so far; those of this process unless a test says otherwise.</param>
    /// <param name="held">Bytes that are held; those of this process unless a test says otherwise.</param>
    /// <param name="giveBack">Gives back; the memory of this process unless a test says otherwise.</param>
    public QuietMemory(TimeProvider clock, Func<long>? allocated = null, Func<long>? held = null, Action? giveBack = null)
    {
        this.allocated = allocated ?? (() => GC.GetTotalAllocatedBytes());
        this.held = held ?? (() => GC.GetTotalMemory(forceFullCollection: false));
        this.giveBack = giveBack ?? GiveBack;
        timer = clock.CreateTimer(static memory => ((QuietMemory)memory!).Look(), this, Interval, Interval);
    }

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        var now = allocated();
        var isQuiet = now - lastSeen < Quiet;
        lastSeen = now;
        if (!isQuiet || now - givenBackAt < Math.Max(Worthwhile, held() / 4)) return;
        giveBack();
        givenBackAt = now;
    }

    private static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library other than glibc keeps little.
        }
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);
}
