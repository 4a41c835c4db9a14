using System.Runtime.CompilerServices;
using Adit.Tls;
using Adit.Tls.Records;
using Adit.Tls.Schedule;
using Adit.Tunnel.Transport;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Simulation.Tests;

/// <summary>
/// The TLS side of a tunnel, watched: a KeyUpdate that the peer asked for goes out before what is written next (RFC 9846 4.7.3).
/// Renewals take turns with writes here, since the stream's own turns are given out on other threads.
/// </summary>
internal sealed class SecureSide(World world, TlsStream stream, string name) : Duplex
{
    private readonly SecureTransport transport = new(stream);
    private readonly Signal free = new(world);
    private bool isBusy;
    private bool heardEnd;
    private long heard;
    private long said;
    private Request? asked;

    public TlsStream Stream => stream;

    public SecureSide? Peer { get; set; }

    /// <summary>Our close_notify was written by this side.</summary>
    public bool HasSaidEnd { get; private set; }

    public LinkEnd Network => ((SimulatedTransport)stream.Carrier).End;

    private long KeyUpdates => stream.Connection.Sealer.KeyUpdates;

    /// <summary>What only the two ends know, whoever moves their records. RFC 9266.</summary>
    public byte[] ChannelBinding() => stream.Connection.Export(Exporter.ChannelBindingLabel, [], Exporter.ChannelBindingLength);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var count = await transport.ReadAsync(buffer).ConfigureAwait(false);
        heard += count;
        heardEnd |= count == 0 && !buffer.IsEmpty;
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer)
    {
        await TakeTurnAsync().ConfigureAwait(false);
        try
        {
            var owed = OwedAfter(heard, heardEnd);
            said += buffer.Length;
            await transport.WriteAsync(buffer).ConfigureAwait(false);
            RequirePaid(owed);
        }
        finally
        {
            GiveTurn();
        }
    }

    public override async ValueTask CloseWriteAsync()
    {
        await TakeTurnAsync().ConfigureAwait(false);
        try
        {
            await transport.CloseWriteAsync().ConfigureAwait(false);
            HasSaidEnd = true;
        }
        finally
        {
            GiveTurn();
        }
    }

    /// <summary>Watches a relay that moves the records by itself, by what it receives of the plain side and then sends.</summary>
    public void Watch(SimulatedSocket secure, SimulatedSocket plain, BatchRelay relay)
    {
        Request? owed = null;
        plain.HasReceived = () => owed ??= OwedAfter(relay.BytesFromSecure, plain.HasEndedSending);
        secure.Sends = () =>
        {
            RequirePaid(owed);
            owed = null;
        };
    }

    /// <summary>Renews the keys, unless the connection is at its end.</summary>
    public async Task RenewAsync(bool asks)
    {
        await TakeTurnAsync().ConfigureAwait(false);
        try
        {
            if (asks && Peer is { } peer && IsAsked(DebtOf(stream.Connection.Sealer)) == 0) asked = new Request(said, peer.KeyUpdates);
            await stream.RenewKeysAsync(asks).ConfigureAwait(false);
            world.Trace.Note(name, asks ? "renews and asks" : "renews", KeyUpdates);
        }
        catch (Exception error) when (error is TlsException or InvalidOperationException)
        {
            asked = null;
            world.Trace.Note(name, "cannot renew");
        }
        finally
        {
            GiveTurn();
        }
    }

    public override Exception? FaultOfCut() => Network.FaultOfCut() is { } fault ? TlsException.Cut(fault) : null;

    public override bool HasUnsent => Network.HasUnsent;

    public override void CloseInOrder() => Network.Close();

    public override void Abort() => stream.Abort();

    public override async ValueTask DisposeAsync()
    {
        await TakeTurnAsync().ConfigureAwait(false);
        await transport.DisposeAsync().ConfigureAwait(false);
        GiveTurn();
    }

    /// <summary>What the peer has asked for, when so much was heard of it.</summary>
    private Request? OwedAfter(long bytes, bool end) => Peer?.asked is { } request && (end || bytes > request.Said) ? request : null;

    private void RequirePaid(Request? owed)
    {
        if (owed is null) return;
        world.Invariants.Require(KeyUpdates > owed.KeyUpdates, $"{name} writes on under old keys though the other has asked for new ones.");
        if (Peer!.asked == owed) Peer.asked = null;
    }

    private async Task TakeTurnAsync()
    {
        while (isBusy) await free.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        isBusy = true;
    }

    private void GiveTurn()
    {
        isBusy = false;
        free.Set();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "debt")]
    private static extern ref KeyUpdateDebt DebtOf(RecordSealer sealer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "asked")]
    private static extern ref int IsAsked(KeyUpdateDebt debt);

    /// <summary>A KeyUpdate that was asked for.</summary>
    /// <param name="Said">After so many bytes of data.</param>
    /// <param name="KeyUpdates">Those that the other had made by then.</param>
    private sealed record Request(long Said, long KeyUpdates);
}
