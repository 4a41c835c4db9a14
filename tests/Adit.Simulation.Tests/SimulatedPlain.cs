using Adit.Tunnel.Transport;

namespace Adit.Simulation.Tests;

/// <summary>The plaintext side over a simulated connection: only the end of both ways is an end in order.</summary>
internal sealed class SimulatedPlain(LinkEnd end) : Duplex
{
    private bool readEnded;
    private bool writeEnded;

    public LinkEnd End => end;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var count = await end.ReadAsync(buffer).ConfigureAwait(false);
        readEnded |= count == 0 && !buffer.IsEmpty;
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer) => end.WriteAsync(buffer);

    public override ValueTask CloseWriteAsync()
    {
        writeEnded = true;
        end.End();
        return ValueTask.CompletedTask;
    }

    public override Exception? FaultOfCut() => end.FaultOfCut();

    public override bool HasUnsent => end.HasUnsent;

    public override void CloseInOrder() => end.Close();

    public override void Abort() => end.Abort();

    public override ValueTask DisposeAsync()
    {
        if (readEnded && writeEnded) end.Close();
        else end.Abort();
        return ValueTask.CompletedTask;
    }
}
