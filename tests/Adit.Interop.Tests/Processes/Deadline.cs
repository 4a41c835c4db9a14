namespace Adit.Interop.Processes;

/// <summary>How long a test waits for another process before it fails: far more than is ever needed, so that no test measures time.</summary>
internal static class Deadline
{
    /// <summary>For one step.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    /// <summary>A token that is cancelled after <paramref name="limit"/>, or when the test run is stopped.</summary>
    public static CancellationTokenSource After(TimeSpan limit)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(limit);
        return source;
    }

    /// <summary>Runs one step under the limit; one that is not done by then fails and says what it waited for.</summary>
    public static async Task<T> StepAsync<T>(Func<CancellationToken, Task<T>> step, Func<string> waitedFor, TimeSpan? limit = null)
    {
        using var deadline = After(limit ?? Step);
        try
        {
            return await step(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited in vain for {waitedFor()}");
        }
    }

    /// <summary>Looks again and again, until a thing outside of this process is as wanted.</summary>
    public static Task<T> PollAsync<T>(Func<T?> look, Func<string> waitedFor)
        where T : class
        => StepAsync(
            async token =>
            {
                while (true)
                {
                    if (look() is { } found) return found;
                    await Task.Delay(TimeSpan.FromMilliseconds(10), token);
                }
            },
            waitedFor);
}
