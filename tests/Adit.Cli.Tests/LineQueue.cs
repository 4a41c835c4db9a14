using System.Threading.Channels;

namespace Adit.Cli.Tests;

/// <summary>A log that can be waited for.</summary>
internal sealed class LineQueue : StringWriter
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

    /// <summary>Ends what would hang.</summary>
    public static CancellationToken Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        return limit.Token;
    }

    public override void Write(string? value) => lines.Writer.TryWrite(value ?? "");

    public async Task UntilAsync(string part)
    {
        while (!(await lines.Reader.ReadAsync(Limit())).Contains(part, StringComparison.Ordinal))
        {
            // Lines before the one that is waited for.
        }
    }
}
