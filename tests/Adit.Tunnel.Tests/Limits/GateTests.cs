using Adit.Tunnel.Limits;

namespace Adit.Tunnel.Tests.Limits;

public sealed class GateTests
{
    [Fact]
    public async Task Who_comes_over_the_limit_waits_until_one_leaves()
    {
        var gate = new Gate(1);
        await gate.EnterAsync(default);
        var second = gate.EnterAsync(default).AsTask();
        Assert.False(second.IsCompleted);
        gate.Exit();
        await second.InTime();
    }

    [Fact]
    public async Task Those_who_wait_come_in_by_their_order()
    {
        var gate = new Gate(1);
        await gate.EnterAsync(default);
        var second = gate.EnterAsync(default).AsTask();
        var third = gate.EnterAsync(default).AsTask();
        gate.Exit();
        await second.InTime();
        Assert.False(third.IsCompleted);
        gate.Exit();
        await third.InTime();
    }

    [Fact]
    public async Task Who_gives_up_takes_no_place()
    {
        var gate = new Gate(1);
        await gate.EnterAsync(default);
        using var patience = new CancellationTokenSource();
        var second = gate.EnterAsync(patience.Token).AsTask();
        var third = gate.EnterAsync(default).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.InTime());
        gate.Exit();
        await third.InTime();
    }

    [Fact]
    public async Task Waiting_for_room_takes_no_place()
    {
        var gate = new Gate(1);
        await gate.WaitForRoomAsync(default);
        await gate.EnterAsync(default);
        var room = gate.WaitForRoomAsync(default).AsTask();
        Assert.False(room.IsCompleted);
        gate.Exit();
        await room.InTime();
        await gate.EnterAsync(default).AsTask().InTime();
    }

    [Fact]
    public async Task A_raised_limit_lets_in_at_once_and_a_lowered_one_lets_stay()
    {
        var gate = new Gate(1);
        await gate.EnterAsync(default);
        var second = gate.EnterAsync(default).AsTask();
        gate.Limit = 2;
        await second.InTime();
        gate.Limit = 1;
        var third = gate.EnterAsync(default).AsTask();
        gate.Exit();
        Assert.False(third.IsCompleted);
        gate.Exit();
        await third.InTime();
    }
}
