using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Adit.Cli;

/// <summary>The signals of this process as a queue, in place of what the runtime would do at each. Signals that come before the queue is read wait in it.</summary>
internal sealed class ProcessSignals : IDisposable
{
    private readonly Channel<PosixSignal> queue = Channel.CreateUnbounded<PosixSignal>();
    private readonly List<PosixSignalRegistration> registrations = [];

    public ProcessSignals(params ReadOnlySpan<PosixSignal> signals)
    {
        foreach (var signal in signals)
        {
            registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                queue.Writer.TryWrite(context.Signal);
            }));
        }
    }

    public ChannelReader<PosixSignal> Reader => queue.Reader;

    public void Dispose() => registrations.ForEach(r => r.Dispose());
}
