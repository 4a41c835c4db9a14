using System.Text;

namespace Adit.Interop.Processes;

/// <summary>What a process has written to one of its streams so far. One pump writes; any thread reads and waits.</summary>
internal sealed class CapturedOutput
{
    private readonly Lock gate = new();
    private readonly MemoryStream bytes = new();
    private TaskCompletionSource changed = New();
    private bool ended;

    /// <summary>Everything so far.</summary>
    public byte[] Bytes
    {
        get
        {
            lock (gate) return bytes.ToArray();
        }
    }

    /// <summary>How many bytes so far.</summary>
    public long Length
    {
        get
        {
            lock (gate) return bytes.Length;
        }
    }

    /// <summary>Everything so far, read as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The lines so far that have ended.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            var lines = Text.Split('\n');
            return lines[..^1];
        }
    }

    /// <summary>Waits until what was written satisfies <paramref name="condition"/>.</summary>
    /// <returns>False when the stream ended first.</returns>
    public async Task<bool> WaitAsync(Func<CapturedOutput, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            bool last;
            lock (gate)
            {
                next = changed.Task;
                last = ended;
            }

            if (condition(this)) return true;
            if (last) return false;
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Copies a stream of the process until it ends.</summary>
    public async Task PumpAsync(Stream from)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer)) > 0) Append(buffer.AsSpan(0, read));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process was killed under the read: what came before still counts.
        }

        lock (gate)
        {
            ended = true;
            changed.SetResult();
        }
    }

    private void Append(ReadOnlySpan<byte> more)
    {
        lock (gate)
        {
            bytes.Write(more);
            changed.SetResult();
            changed = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
