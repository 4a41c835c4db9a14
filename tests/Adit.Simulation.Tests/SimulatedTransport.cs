using Adit.Tls.Transport;

namespace Adit.Simulation.Tests;

/// <summary>Records over a simulated connection, with what a socket does in each case.</summary>
internal sealed class SimulatedTransport(LinkEnd end) : ByteTransport
{
    public LinkEnd End => end;

    public override async ValueTask WaitAsync(CancellationToken cancellationToken) => await end.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => end.ReadAsync(buffer, cancellationToken);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => end.WriteAsync(bytes, cancellationToken);

    public override void EndSending() => end.End();

    public override void Abort() => end.Abort();

    public override ValueTask DisposeAsync()
    {
        end.Close();
        return ValueTask.CompletedTask;
    }
}
