using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.Records;

/// <summary>Messages out of fragments: any size of either, linear in time, refused on the header when too long. References: RFC 9846 5.1.</summary>
public sealed class MessageReassemblerTests
{
    public static TheoryData<string> Types => [.. Enum.GetValues<HandshakeType>().Where(t => MessageLimits.Of(t) > 0).Select(t => t.ToString())];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_message_at_its_limit_is_taken(string name)
    {
        var type = Enum.Parse<HandshakeType>(name);
        using var reassembler = new MessageReassembler();
        byte[] message = [.. Flight.Header(type, MessageLimits.Of(type)), .. new byte[MessageLimits.Of(type)]];
        foreach (var fragment in message.Chunk(RecordFormat.MaxContentLength))
        {
            Assert.False(reassembler.TryTake(out _));
            reassembler.Append(fragment);
        }

        Assert.True(reassembler.TryTake(out var taken));
        Assert.True(taken.SequenceEqual(message));
        Assert.True(reassembler.IsEmpty);
    }

    [Flaw(9)]
    [Theory]
    [MemberData(nameof(Types))]
    public void A_message_one_byte_over_its_limit_is_refused_on_its_header(string name)
    {
        var type = Enum.Parse<HandshakeType>(name);
        AssertRefusedOnHeader(type, MessageLimits.Of(type) + 1);
        AssertRefusedOnHeader(type, 0xffffff);
    }

    [Fact]
    public void Many_messages_in_one_fragment_come_out_one_by_one()
    {
        using var reassembler = new MessageReassembler();
        reassembler.Append([.. Enumerable.Range(0, 100).SelectMany(i => Flight.Message(HandshakeType.key_update, (byte)i))]);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(reassembler.TryTake(out var message));
            Assert.Equal(i, message[^1]);
        }

        Assert.False(reassembler.TryTake(out _));
        Assert.True(reassembler.IsEmpty);
    }

    [Flaw(7)]
    [Fact]
    public void Any_fragmentation_gives_the_same_messages()
    {
        var random = new Random(9846);
        byte[][] messages = [.. Enumerable.Range(0, 200).Select(i => Flight.Message(HandshakeType.certificate, new byte[random.Next(0, 3000)]))];
        for (var round = 0; round < 20; round++)
        {
            using var reassembler = new MessageReassembler();
            byte[] all = [.. messages.SelectMany(m => m)];
            var next = 0;
            for (var start = 0; start < all.Length;)
            {
                var count = Math.Min(all.Length - start, random.Next(1, round % 2 == 0 ? RecordFormat.MaxContentLength : 100));
                reassembler.Append(all.AsSpan(start, count));
                start += count;
                while (reassembler.TryTake(out var message)) Assert.True(message.SequenceEqual(messages[next++]));
            }

            Assert.Equal(messages.Length, next);
        }
    }

    // Bytes copied, not time: each may be moved a few times, however small the fragments are.
    [Flaw(7)]
    [Fact]
    public void One_byte_fragments_cost_no_more_than_linear_memory()
    {
        using var reassembler = new MessageReassembler();
        var length = MessageLimits.Of(HandshakeType.certificate);
        reassembler.Append(Flight.Header(HandshakeType.certificate, length));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < length; i++)
        {
            reassembler.Append([0]);
            if (i < length - 1) Assert.False(reassembler.TryTake(out _));
        }

        Assert.True(reassembler.TryTake(out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20L * length);
    }

    private static void AssertRefusedOnHeader(HandshakeType type, int length)
    {
        using var reassembler = new MessageReassembler();
        reassembler.Append(Flight.Header(type, length));
        var error = Assert.Throws<TlsException>(() => reassembler.TryTake(out _));
        Assert.Equal(type is HandshakeType.finished or HandshakeType.key_update ? AlertDescription.decode_error : AlertDescription.illegal_parameter, error.AlertSent);
        Assert.Contains($"announces {length} bytes", error.Message, StringComparison.Ordinal);
    }
}
