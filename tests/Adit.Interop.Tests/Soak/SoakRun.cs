using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop.Soak;

/// <summary>
/// Connections that are live at once, each followed by another when it ends, in phases between which all are closed and the pair is looked at.
/// What they do follows from the seed.
/// </summary>
internal sealed class SoakRun : IAsyncDisposable
{
    private readonly ConcurrentDictionary<long, Conversation> expected = new();
    private readonly ConcurrentDictionary<Conversation, bool> living = new();
    private readonly LoopbackService service;
    private long lastId;

    public SoakRun() => service = new LoopbackService(ServeAsync);

    /// <summary>What was done.</summary>
    public Tally Tally { get; } = new();

    /// <summary>The far ends' address as <c>--target</c> takes it.</summary>
    public string Address => service.Address;

    /// <summary>Some of the connections that have not ended.</summary>
    public string Living => string.Join("; ", living.Keys.Take(10));

    /// <summary>Opens <paramref name="connections"/>, and when all are live has each run to its end, and others after it until <paramref name="length"/> is over; just one where that is null.</summary>
    public async Task PhaseAsync(int port, int seed, int connections, TimeSpan? length, CancellationToken cancellationToken)
    {
        var dice = Enumerable.Range(0, connections).Select(i => new Random((seed * 1_000_003) + i)).ToArray();
        var opened = await Task.WhenAll(dice.Select(own => OpenAsync(port, own, cancellationToken)));
        Assert.Equal(connections, Tally.Live);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(opened.Select(async (first, i) =>
        {
            await RunAsync(first, cancellationToken);
            do await RunAsync(await OpenAsync(port, dice[i], cancellationToken), cancellationToken);
            while (clock.Elapsed < length);
        }));
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    private async Task<(Conversation Conversation, Socket Socket)> OpenAsync(int port, Random dice, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref lastId);
        var conversation = new Conversation(id, ConversationPlan.Draw(dice), Tally);
        expected[id] = conversation;
        living[conversation] = true;
        var name = BitConverter.GetBytes(id);
        var echo = new byte[name.Length];
        var socket = await SocketExtensions.ConnectAsync(port, cancellationToken);
        await socket.SendAllAsync(name, cancellationToken);
        await socket.ReceiveAllAsync(echo, cancellationToken);
        Assert.Equal(name, echo);
        Tally.Opened();
        return (conversation, socket);
    }

    private async Task RunAsync((Conversation Conversation, Socket Socket) opened, CancellationToken cancellationToken)
    {
        await opened.Conversation.RunNearAsync(opened.Socket, cancellationToken);
        living.TryRemove(opened.Conversation, out _);
    }

    private async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        var name = new byte[sizeof(long)];
        await socket.ReceiveAllAsync(name, cancellationToken);
        if (!expected.TryRemove(BitConverter.ToInt64(name), out var conversation)) throw new InvalidOperationException("A connection that nobody opened.");
        await socket.SendAllAsync(name, cancellationToken);
        await conversation.RunFarAsync(socket, cancellationToken);
    }
}
