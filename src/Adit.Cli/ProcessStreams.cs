using Microsoft.Win32.SafeHandles;

namespace Adit.Cli;

/// <summary>The standard streams of this process, whatever the shell left of them.</summary>
internal static class ProcessStreams
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>Opens the null device for each that is closed: the next file or connection would get its number, and a log line would go there.</summary>
    public static void OpenClosed()
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            while (true)
            {
                var lowest = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
                if (lowest.DangerousGetHandle() > StandardError)
                {
                    lowest.Dispose();
                    return;
                }

                lowest.SetHandleAsInvalid(); // stays open for as long as the process lives
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A root without devices: a stream that is closed is then told where it is used.
        }
    }

    /// <summary>Standard output as bytes. The console's stream takes a reader that has left for one that reads on; this one throws.</summary>
    public static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        var output = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!output.CanSeek) return output;

        // A FileStream keeps a place of its own in a file, and what the shell writes to it next would overwrite ours.
        output.Dispose();
        return Console.OpenStandardOutput();
    }
}
