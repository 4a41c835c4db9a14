using System.Net.Sockets;
using Adit.Interop.Services;

namespace Adit.Interop.Soak;

/// <summary>
/// One connection of a soak through the pair, and both ends of it: rounds in which each sends a parcel and compares the other's, and then
/// an end in order, or a reset by either end within a round, which must never look like an end in order.
/// </summary>
internal sealed class Conversation(long id, ConversationPlan plan, Tally tally)
{
    private readonly TaskCompletionSource farDone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool IsReset => plan.Ending is Ending.NearResets or Ending.FarResets;

    /// <summary>The near end, from its connection to the end of both ends.</summary>
    public async Task RunNearAsync(Socket socket, CancellationToken cancellationToken)
    {
        await RunAsync(socket, isNear: true, cancellationToken);
        await farDone.Task.WaitAsync(cancellationToken);
        tally.Ended(IsReset);
    }

    /// <summary>The far end.</summary>
    public async Task RunFarAsync(Socket socket, CancellationToken cancellationToken)
    {
        await RunAsync(socket, isNear: false, cancellationToken);
        farDone.SetResult();
    }

    public override string ToString() => $"connection {id}, {plan.Rounds.Count} rounds, {plan.Ending}";

    private async Task RunAsync(Socket socket, bool isNear, CancellationToken cancellationToken)
    {
        var round = 0;
        try
        {
            for (; round < plan.Rounds.Count - (IsReset ? 1 : 0); round++)
            {
                var (sent, received) = Parcels(round, isNear);
                await Task.Delay(plan.Rounds[round].Pause, cancellationToken);
                await Task.WhenAll(sent.SendAsync(socket, cancellationToken), received.ReceiveAsync(socket, cancellationToken));
                await MeetAsync(socket, cancellationToken);
                tally.Verified(received.Length);
            }

            await (IsReset ? ResetAsync(socket, isNear, cancellationToken) : EndAsync(socket, isNear, cancellationToken));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            tally.Fault($"{this}, {(isNear ? "near" : "far")} end, in round {round + 1}: {e.Message}");
            socket.Close(0);
        }
        finally
        {
            socket.Dispose();
        }
    }

    private (Parcel Sent, Parcel Received) Parcels(int round, bool isNear)
        => isNear ? (plan.Rounds[round].Up, plan.Rounds[round].Down) : (plan.Rounds[round].Down, plan.Rounds[round].Up);

    /// <summary>Neither end goes on before the other has what was sent to it: a reset loses what is on its way.</summary>
    private static async Task MeetAsync(Socket socket, CancellationToken cancellationToken)
    {
        var word = new byte[1];
        await socket.SendAllAsync(word, cancellationToken);
        if (await socket.ReceiveAsync(word, cancellationToken) == 0) throw new InvalidDataException("A clean end between two rounds.");
    }

    private async Task EndAsync(Socket socket, bool isNear, CancellationToken cancellationToken)
    {
        var isFirst = isNear == plan.Ending is Ending.NearEndsFirst;
        if (isFirst) socket.Shutdown(SocketShutdown.Send);
        if (await socket.ReceiveAsync(new byte[1], cancellationToken) != 0) throw new InvalidDataException("More bytes came than were sent.");
        if (!isFirst) socket.Shutdown(SocketShutdown.Send);
    }

    private async Task ResetAsync(Socket socket, bool isNear, CancellationToken cancellationToken)
    {
        var (sent, received) = Parcels(plan.Rounds.Count - 1, isNear);
        if (isNear == plan.Ending is Ending.NearResets)
        {
            var receiving = received.ReceiveAsync(socket, cancellationToken);
            await sent.SendAsync(socket, plan.ResetAfter, cancellationToken);
            socket.Close(0);
            await receiving.ContinueWith(static _ => { }, TaskScheduler.Default);
            return;
        }

        // The system tells of a reset once: to the sending or to the receiving, and the other meets an end. A send of .NET that has brought a part keeps what
        // it was told to itself and tries on: it meets a broken pipe, and the receiving an end that only the state of the connection tells from one that was sent.
        Task[] both = [sent.SendAsync(socket, cancellationToken), received.ReceiveAsync(socket, cancellationToken)];
        await Task.WhenAll(both).ContinueWith(static _ => { }, TaskScheduler.Default);
        cancellationToken.ThrowIfCancellationRequested();
        if (!both.Any(t => CodeOf(t) == SocketError.ConnectionReset) && (CodeOf(both[0]), CodeOf(both[1])) != (SocketError.Shutdown, SocketError.NotConnected))
            throw new InvalidDataException($"No reset: {string.Join(' ', both.Select(t => t.Exception?.InnerException?.Message ?? "Done."))}");

        static SocketError? CodeOf(Task task) => (task.Exception?.InnerException as SocketException)?.SocketErrorCode;
    }
}
