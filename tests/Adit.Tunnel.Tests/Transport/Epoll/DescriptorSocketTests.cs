using Adit.Tunnel.Transport;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

public sealed class DescriptorSocketTests
{
    [Fact]
    public async Task What_is_unsent_is_told_and_delivered_after_a_close_in_order()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are used on Linux only.");
        var (ours, peer) = await SocketPair.TcpAsync();
        using var _ = peer;
        ours.Blocking = false;
        TcpSettings.ResetOnClose(ours);
        var socket = new DescriptorSocket(ours);
        Assert.False(socket.HasUnsent);
        long taken = 0;
        while (socket.Send(new byte[100_000]) is > 0 and var count) taken += count;
        Assert.True(socket.HasUnsent);
        socket.CloseInOrder();
        Assert.Equal(taken, (await peer.ReadToEndAsync()).Length);
    }
}
