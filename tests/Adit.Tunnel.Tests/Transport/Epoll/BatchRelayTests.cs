using System.Net.Sockets;
using System.Security.Cryptography;
using Adit.Tls;
using Adit.Tunnel.Relay;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

/// <summary>The relay of the Linux data plane, without Linux: every call may take a part, or nothing.</summary>
public sealed class BatchRelayTests
{
    /// <summary>What a connection may hold: a batch, and a little for pieces that are not full.</summary>
    private const int OneBatch = Scratch.BatchLength + (64 << 10);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task Whatever_the_pieces_all_bytes_arrive_in_order_and_the_ends_after_them(int seed)
    {
        var dice = new Dice(seed);
        var ends = await RelayEnds.StartAsync(recordsUnderKey: 1 + (ulong)dice.Next(40));
        var sockets = new[] { ends.Near, ends.ClientSecure, ends.ServerSecure, ends.Far };
        foreach (var socket in sockets) socket.Pieces = () => dice.Next(4) switch { 0 => 0, 1 => dice.Next(40), 2 => dice.Next(20_000), _ => dice.Next(700_000) };
        var (up, down) = (RandomNumberGenerator.GetBytes(dice.Next(1_500_000)), RandomNumberGenerator.GetBytes(dice.Next(1_500_000)));
        var (upSent, downSent) = (0, 0);
        for (var steps = 0; ends.Client.End is null || ends.Server.End is null; steps++)
        {
            Assert.InRange(steps, 0, 100_000);
            upSent += Arrive(ends.Near, up, upSent);
            downSent += Arrive(ends.Far, down, downSent);
            ends.Step();
            foreach (var socket in sockets) socket.Wake();
        }

        Assert.Null(ends.Client.End.Error);
        Assert.Null(ends.Server.End.Error);
        Assert.Equal(SHA256.HashData(up), SHA256.HashData(ends.Far.TakeSent()));
        Assert.Equal(SHA256.HashData(down), SHA256.HashData(ends.Near.TakeSent()));
        Assert.Equal((up.Length, down.Length), (ends.Client.BytesToSecure, ends.Client.BytesFromSecure));
        Assert.Equal((down.Length, up.Length), (ends.Server.BytesToSecure, ends.Server.BytesFromSecure));
        Assert.All(sockets, s => Assert.True(s.WasClosedInOrder));
        Assert.Equal(0, ends.Client.Held + ends.Server.Held);

        int Arrive(MemorySocket socket, byte[] bytes, int from)
        {
            if (from == bytes.Length)
            {
                socket.ArriveEnd();
                return 0;
            }

            var count = Math.Min(dice.Next(200_000), bytes.Length - from);
            socket.Arrive(bytes.AsSpan(from, count));
            return count;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_of_one_way_is_passed_on_and_the_other_way_goes_on(bool nearFirst)
    {
        var ends = await RelayEnds.StartAsync();
        var (first, second) = nearFirst ? (ends.Near, ends.Far) : (ends.Far, ends.Near);
        first.Arrive([1]);
        first.ArriveEnd();
        ends.Settle();
        Assert.Equal([1], second.TakeSent());
        Assert.True(second.HasEndedSending);
        second.Arrive([2]);
        ends.Settle();
        Assert.Equal([2], first.TakeSent());
        Assert.Null(ends.Client.End);
        second.ArriveEnd();
        ends.Settle();
        Assert.Equal(new RelayEnd(nearFirst ? TransportSide.Plain : TransportSide.Secure), ends.Client.End);
        Assert.Equal(new RelayEnd(nearFirst ? TransportSide.Secure : TransportSide.Plain), ends.Server.End);
    }

    [Fact]
    public async Task An_end_without_close_notify_is_a_truncation_and_a_reset()
    {
        var ends = await RelayEnds.StartAsync();
        ends.Near.Arrive([1, 2, 3]);
        ends.Settle();
        ends.ServerSecure.ArriveEnd();
        ends.Settle();
        Assert.Equal([1, 2, 3], ends.Far.TakeSent());
        Assert.Equal(TransportSide.Secure, ends.Server.End!.Side);
        Assert.True(Assert.IsType<TlsException>(ends.Server.End.Error).IsTruncation);
        Assert.True(ends.Far.WasReset);
        Assert.False(ends.Far.HasEndedSending);
    }

    [Fact]
    public async Task What_came_whole_before_a_reset_is_handed_on_first()
    {
        var ends = await RelayEnds.StartAsync();
        ends.Near.Arrive([1, 2, 3]);
        ends.TurnClient();
        ends.ServerSecure.Arrive(ends.ClientSecure.TakeSent());
        ends.ServerSecure.ArriveFault(SocketError.ConnectionReset);
        ends.Settle();
        Assert.Equal([1, 2, 3], ends.Far.TakeSent());
        Assert.StartsWith("The connection was cut", ends.Server.End!.Error!.Message, StringComparison.Ordinal);
        Assert.True(ends.Far.WasReset);
    }

    [Fact]
    public async Task A_record_that_does_not_open_is_answered_by_its_alert_and_a_reset()
    {
        var ends = await RelayEnds.StartAsync();
        ends.ServerSecure.Arrive([23, 3, 3, 0, 17, .. new byte[17]]);
        ends.Settle();
        Assert.Equal(AlertDescription.bad_record_mac, Assert.IsType<TlsException>(ends.Server.End!.Error).AlertSent);
        Assert.Equal(AlertDescription.bad_record_mac, Assert.IsType<TlsException>(ends.Client.End!.Error).AlertReceived);
        Assert.True(ends.Far.WasReset);
        Assert.True(ends.Near.WasReset);
    }

    [Fact]
    public async Task An_alert_that_can_still_be_read_tells_why_the_secure_side_takes_no_more()
    {
        var ends = await RelayEnds.StartAsync();
        ends.ServerSecure.Arrive([23, 3, 3, 0, 17, .. new byte[17]]);
        ends.TurnServer();
        var alert = ends.ServerSecure.TakeSent();
        ends.Near.Arrive([1]);
        ends.ClientSecure.SendFault = SocketError.Shutdown;
        ends.ClientSecure.Pieces = ArrivesOnlyAfterTheSend(() => ends.ClientSecure.Arrive(alert));
        ends.Settle();
        Assert.Equal(AlertDescription.bad_record_mac, Assert.IsType<TlsException>(ends.Client.End!.Error).AlertReceived);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_secure_side_that_takes_nothing_more_is_read_to_its_end(bool hasEnded)
    {
        var ends = await RelayEnds.StartAsync();
        ends.Near.Arrive([1, 2, 3]);
        if (hasEnded) ends.Near.ArriveEnd();
        ends.TurnClient();
        ends.ServerSecure.Arrive(ends.ClientSecure.TakeSent());
        ends.ServerSecure.ArriveFault(SocketError.ConnectionReset);
        ends.ServerSecure.SendFault = SocketError.Shutdown;
        ends.Far.MakeRoom(1);
        ends.Far.Arrive([4]);
        ends.TurnServer();
        ends.TurnServer();
        Assert.Null(ends.Server.End);
        ends.Far.IsUnsent = true;
        ends.Far.MakeRoom(2);
        ends.Settle();
        Assert.Equal([1, 2, 3], ends.Far.TakeSent());
        Assert.Equal(hasEnded, ends.Far.HasEndedSending);
        Assert.Equal(hasEnded, ends.Far.WasClosedInOrder);
        Assert.Equal(TransportSide.Secure, ends.Server.End!.Side);
        Assert.True(Assert.IsType<TlsException>(ends.Server.End.Error).IsTruncation);
        Assert.Equal(0, ends.Server.Held);
    }

    [Fact]
    public async Task A_secure_side_that_takes_nothing_more_and_has_nothing_to_say_is_gone_at_once()
    {
        var ends = await RelayEnds.StartAsync();
        ends.ServerSecure.SendFault = SocketError.NoBufferSpaceAvailable;
        ends.Far.Arrive([4]);
        ends.Settle();
        Assert.Equal(TransportSide.Secure, ends.Server.End!.Side);
        Assert.True(ends.Far.WasReset);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_plain_side_that_fails_is_blamed_and_both_are_reset(bool whileSending)
    {
        var ends = await RelayEnds.StartAsync();
        if (whileSending) ends.Far.SendFault = SocketError.ConnectionReset;
        else ends.Far.ArriveFault(SocketError.ConnectionReset);
        ends.Near.Arrive([1]);
        ends.Settle();
        Assert.Equal(TransportSide.Plain, ends.Server.End!.Side);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(ends.Server.End.Error).SocketErrorCode);
        Assert.True(ends.ServerSecure.WasReset);
        Assert.Empty(ends.ServerSecure.TakeSent());
    }

    [Fact]
    public async Task An_end_of_a_plain_side_that_is_gone_both_ways_is_a_reset()
    {
        var ends = await RelayEnds.StartAsync();
        ends.Far.IsGone = true;
        ends.Far.ArriveEnd();
        ends.Settle();
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(ends.Server.End!.Error).SocketErrorCode);
    }

    [Fact]
    public async Task A_taker_that_does_not_take_stops_the_reading_and_loses_nothing()
    {
        var ends = await RelayEnds.StartAsync();
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        ends.Far.MakeRoom(1000);
        ends.Near.Arrive(bytes);
        ends.Settle();
        Assert.Equal(1000, ends.Far.Sent.Count);
        Assert.InRange(ends.Server.Held, 1, OneBatch);
        ends.Far.MakeRoom(int.MaxValue);
        ends.Settle();
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(ends.Far.TakeSent()));
        Assert.Equal(0, ends.Server.Held);
    }

    [Fact]
    public async Task Takers_on_both_sides_that_take_nothing_leave_a_connection_with_about_one_batch()
    {
        var ends = await RelayEnds.StartAsync();
        var bytes = RandomNumberGenerator.GetBytes(2_000_000);
        ends.Near.Arrive(new byte[Scratch.BatchLength]);
        ends.Far.Arrive(new byte[Scratch.BatchLength]);
        ends.Settle(); // from here on records are full
        Assert.Equal((Scratch.BatchLength, Scratch.BatchLength), (ends.Near.TakeSent().Length, ends.Far.TakeSent().Length));
        ends.Far.MakeRoom(1000);
        ends.ServerSecure.MakeRoom(1000);
        ends.Near.Arrive(bytes);
        ends.Far.Arrive(bytes);
        ends.Settle();
        Assert.InRange(ends.Server.Held, Scratch.BatchLength / 2, OneBatch + (64 << 10));
        ends.Far.MakeRoom(int.MaxValue);
        ends.ServerSecure.MakeRoom(int.MaxValue);
        ends.Settle();
        Assert.Equal(bytes, ends.Far.TakeSent());
        Assert.Equal(bytes, ends.Near.TakeSent());
        Assert.Equal(0, ends.Server.Held);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_is_known_for_one_while_a_batch_of_the_other_way_waits(bool isDown)
    {
        var ends = await RelayEnds.StartAsync();
        var bytes = new byte[2_000_000];
        var (slow, waiting, flowing) = isDown ? (ends.ServerSecure, ends.Far, ends.Near) : (ends.Far, ends.Near, ends.Far);
        ends.Near.Arrive(new byte[Scratch.BatchLength]);
        ends.Far.Arrive(new byte[Scratch.BatchLength]);
        ends.Settle(); // from here on records are full
        slow.MakeRoom(1000);
        waiting.Arrive(bytes);
        ends.Settle();
        Assert.InRange(ends.Server.Held, Scratch.BatchLength / 2, OneBatch);
        Assert.False(ends.Server.Pace.IsStream);
        flowing.Arrive(bytes);
        ends.Settle();
        Assert.True(ends.Server.Pace.IsStream);
    }

    [Fact]
    public async Task A_secure_side_that_is_cut_after_its_end_is_noticed_while_the_plain_one_is_silent()
    {
        var ends = await RelayEnds.StartAsync();
        ends.Near.ArriveEnd();
        ends.Settle();
        Assert.Null(ends.Server.End);
        ends.ServerSecure.CutBy = SocketError.TimedOut;
        ends.ServerSecure.Notify(Libc.Error);
        ends.Settle();
        Assert.Equal(TransportSide.Secure, ends.Server.End!.Side);
        Assert.True(Assert.IsType<TlsException>(ends.Server.End.Error).IsTruncation);
        Assert.True(ends.Far.WasReset);
    }

    [Fact]
    public async Task A_plain_side_that_is_cut_after_its_end_is_noticed_while_the_secure_one_is_silent()
    {
        var ends = await RelayEnds.StartAsync();
        ends.Near.ArriveEnd();
        ends.Settle();
        Assert.Null(ends.Client.End);
        ends.Near.CutBy = SocketError.ConnectionReset;
        ends.Near.Notify(Libc.HungUp);
        ends.Settle();
        Assert.Equal(TransportSide.Plain, ends.Client.End!.Side);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(ends.Client.End.Error).SocketErrorCode);
        Assert.True(ends.ClientSecure.WasReset);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_on_its_way_to_one_side_is_delivered_when_the_other_is_cut_after_its_end(bool nearIsCut)
    {
        var ends = await RelayEnds.StartAsync();
        var (relay, giver, taker) = nearIsCut ? (ends.Client, ends.Near, ends.ClientSecure) : (ends.Server, ends.ServerSecure, ends.Far);
        ends.Near.Arrive([1, 2, 3]);
        ends.Near.ArriveEnd();
        ends.Settle();
        taker.IsUnsent = true;
        giver.CutBy = SocketError.ConnectionReset;
        giver.Notify(Libc.Error);
        ends.Settle();
        Assert.NotNull(relay.End!.Error);
        Assert.True(taker.WasClosedInOrder);
        Assert.False(taker.WasReset);
    }

    [Fact]
    public async Task A_cut_waits_behind_what_the_other_side_has_not_taken()
    {
        var ends = await RelayEnds.StartAsync();
        ends.Far.MakeRoom(1);
        ends.Near.Arrive([1, 2, 3]);
        ends.Near.ArriveEnd();
        ends.Settle();
        ends.ServerSecure.CutBy = SocketError.ConnectionReset;
        ends.ServerSecure.Notify(Libc.Error);
        ends.Settle();
        Assert.Null(ends.Server.End);
        ends.Far.MakeRoom(2);
        ends.Settle();
        Assert.Equal([1, 2, 3], ends.Far.TakeSent());
        Assert.True(ends.Far.HasEndedSending);
        Assert.Equal(TransportSide.Secure, ends.Server.End!.Side);
    }

    [Fact]
    public async Task Nothing_is_held_while_nothing_comes_and_little_for_the_beginning_of_a_record()
    {
        var ends = await RelayEnds.StartAsync();
        Assert.Equal(0, ends.Server.Held);
        ends.Near.Arrive(new byte[16384]);
        ends.TurnClient();
        var record = ends.ClientSecure.TakeSent();
        ends.ServerSecure.Arrive(record.AsSpan(0, 100));
        ends.TurnServer();
        Assert.InRange(ends.Server.Held, 100, 256);
        ends.ServerSecure.Arrive(record.AsSpan(100));
        ends.Settle();
        Assert.Equal(16384, ends.Far.TakeSent().Length);
        Assert.Equal(0, ends.Server.Held);
    }

    [Fact]
    public async Task A_peer_of_tiny_records_is_given_one_bounded_turn_at_a_time()
    {
        var ends = await RelayEnds.StartAsync();
        for (var i = 0; i < 2000; i++)
        {
            ends.Near.Arrive([(byte)i]);
            ends.TurnClient();
        }

        ends.ServerSecure.Arrive(ends.ClientSecure.TakeSent());
        ends.TurnServer();
        Assert.InRange(ends.Far.Sent.Count, 1, 1000);
        ends.Settle();
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (byte)i), ends.Far.TakeSent());
    }

    [Fact]
    public async Task A_turn_follows_no_more_than_a_few_changes_of_keys()
    {
        var ends = await RelayEnds.StartAsync(recordsUnderKey: 1);
        for (var i = 0; i < 100; i++)
        {
            ends.Near.Arrive([(byte)i]);
            ends.TurnClient();
        }

        ends.ServerSecure.Arrive(ends.ClientSecure.TakeSent());
        ends.TurnServer();
        Assert.InRange(ends.Far.Sent.Count, 1, 8);
        ends.Settle();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)i), ends.Far.TakeSent());
    }

    [Fact]
    public async Task An_alert_is_found_behind_many_changes_of_keys_a_bounded_turn_at_a_time()
    {
        var ends = await RelayEnds.StartAsync(recordsUnderKey: 1);
        for (var i = 0; i < 200; i++)
        {
            ends.Far.Arrive([1]);
            ends.TurnServer();
        }

        ends.ServerSecure.Arrive([23, 3, 3, 0, 17, .. new byte[17]]);
        ends.TurnServer();
        var records = ends.ServerSecure.TakeSent();
        ends.Near.Arrive([1]);
        ends.ClientSecure.SendFault = SocketError.Shutdown;
        ends.ClientSecure.Pieces = ArrivesOnlyAfterTheSend(() => ends.ClientSecure.Arrive(records));
        ends.TurnClient();
        ends.TurnClient();
        Assert.InRange(ends.Near.Sent.Count, 1, 8);
        Assert.Null(ends.Client.End);
        ends.Settle();
        Assert.Equal(200, ends.Near.Sent.Count);
        Assert.Equal(AlertDescription.bad_record_mac, Assert.IsType<TlsException>(ends.Client.End!.Error).AlertReceived);
    }

    [Fact]
    public async Task What_could_not_be_sealed_is_not_counted()
    {
        var ends = await RelayEnds.StartAsync(recordsUnderKey: 1, keyUpdates: 0);
        ends.Near.Arrive([1]);
        ends.Settle();
        ends.Near.Arrive(new byte[1000]);
        ends.Settle();
        Assert.Equal(AlertDescription.internal_error, Assert.IsType<TlsException>(ends.Client.End!.Error).AlertSent);
        Assert.Equal(1, ends.Client.BytesToSecure);
    }

    [Fact]
    public async Task A_connection_that_was_aborted_moves_nothing_more()
    {
        var ends = await RelayEnds.StartAsync();
        ends.Server.Abort(TransportSide.Plain, new OperationCanceledException());
        ends.Near.Arrive([1]);
        ends.Settle();
        Assert.Empty(ends.Far.TakeSent());
        Assert.True(ends.Far.WasReset);
        Assert.True(ends.ServerSecure.WasReset);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_socket_that_does_not_close_leaves_the_other_closed(bool inOrder)
    {
        var ends = await RelayEnds.StartAsync();
        ends.Far.CloseFault = SocketError.InvalidArgument;
        if (inOrder)
        {
            ends.Far.ArriveEnd();
            ends.Near.ArriveEnd();
            Assert.Throws<SocketException>(ends.Settle);
            Assert.True(ends.ServerSecure.WasClosedInOrder);
        }
        else
        {
            Assert.Throws<SocketException>(() => ends.Server.Abort(TransportSide.Plain, new OperationCanceledException()));
            Assert.True(ends.ServerSecure.WasReset);
        }
    }

    private static Func<int> ArrivesOnlyAfterTheSend(Action arrive)
    {
        var calls = 0;
        return () =>
        {
            if (++calls == 1) arrive(); // while the turn looks for something to read
            return calls == 1 ? 0 : int.MaxValue;
        };
    }
}
