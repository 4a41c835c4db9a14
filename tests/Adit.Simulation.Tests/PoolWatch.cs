using System.Diagnostics.Tracing;

namespace Adit.Simulation.Tests;

/// <summary>Counts what is rented from the shared pools of arrays and not given back, for whatever is called from where the watch began.</summary>
internal sealed class PoolWatch : IDisposable
{
    private static readonly AsyncLocal<PoolWatch?> Current = new();
    private static readonly Listener Listening = new();

    private readonly Dictionary<int, int> rented = []; // by the pool's name of an array, of which two may bear the same

    private PoolWatch() => Current.Value = this;

    /// <summary>Arrays that are out now.</summary>
    public int Rented => rented.Values.Sum();

    /// <summary>True when an array was given back that was not out.</summary>
    public bool SawStranger => rented.Values.Any(count => count < 0);

    public static PoolWatch Begin()
    {
        GC.KeepAlive(Listening);
        return new PoolWatch();
    }

    public void Dispose() => Current.Value = null;

    private void Count(int array, int change) => rented[array] = rented.GetValueOrDefault(array) + change;

    private sealed class Listener : EventListener
    {
        private const int BufferRented = 1;
        private const int BufferReturned = 3;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Buffers.ArrayPoolEventSource") EnableEvents(eventSource, EventLevel.Verbose);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (Current.Value is not { } watch || eventData.EventId is not (BufferRented or BufferReturned)) return;
            watch.Count((int)eventData.Payload![0]!, eventData.EventId == BufferRented ? 1 : -1);
        }
    }
}
