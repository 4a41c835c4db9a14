using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Adit.Tunnel.Listening;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Listening;

public sealed class ListenerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("adit-").FullName;

    private string SocketPath => Path.Combine(folder, "s.sock");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<Listener> OpenAsync(string address) =>
        Assert.Single(await ListenerOpening.OpenAsync("pg", EndpointAddress.Parse(address), Within.Token()));

    private static async Task AssertReachableAsync(Listener listener, EndPoint endPoint)
    {
        using var client = new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        await client.ConnectAsync(endPoint, Within.Token());
        listener.Prepare(new SocketPlane());
        using var accepted = await Assert.Single(listener.Acceptors).AcceptAsync(Within.Token());
    }

    private static int PortOf(Listener listener) => ((TcpAddress)EndpointAddress.Parse(listener.Address)).Port;

    [Fact]
    public async Task A_port_alone_is_reachable_by_IPv4_and_IPv6_and_is_not_local()
    {
        using var listener = await OpenAsync(":0");
        Assert.False(listener.IsLocal);
        await AssertReachableAsync(listener, new IPEndPoint(IPAddress.Loopback, PortOf(listener)));
        if (Socket.OSSupportsIPv6) await AssertReachableAsync(listener, new IPEndPoint(IPAddress.IPv6Loopback, PortOf(listener)));
    }

    [Fact]
    public async Task A_literal_is_listened_on_as_it_is()
    {
        using var listener = await OpenAsync("127.0.0.1:0");
        Assert.True(listener.IsLocal);
        Assert.StartsWith("127.0.0.1:", listener.Address, StringComparison.Ordinal);
        Assert.NotEqual(0, PortOf(listener));
    }

    [Fact]
    public async Task Each_address_of_a_name_is_listened_on()
    {
        var listeners = await ListenerOpening.OpenAsync("pg", EndpointAddress.Parse("localhost:0"), Within.Token());
        Assert.NotEmpty(listeners);
        foreach (var listener in listeners)
        {
            Assert.True(listener.IsLocal);
            listener.Dispose();
        }
    }

    [Fact]
    public async Task A_port_in_use_is_a_fault_of_the_world_that_says_what_to_do()
    {
        using var first = await OpenAsync("127.0.0.1:0");
        var fault = await Assert.ThrowsAsync<TunnelException>(() => OpenAsync(first.Address));
        Assert.False(fault.IsConfiguration);
        Assert.Contains($"Tunnel pg cannot listen on {first.Address}: the address is in use. Stop", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unix_socket_is_its_owners_alone_and_gone_at_the_end()
    {
        var listener = await OpenAsync("unix:" + SocketPath);
        Assert.True(listener.IsLocal);
        Assert.Equal("unix:" + SocketPath, listener.Address);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SocketPath));
        await AssertReachableAsync(listener, new UnixDomainSocketEndPoint(SocketPath));
        listener.Dispose();
        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public async Task A_stale_unix_socket_is_replaced()
    {
        LeaveStaleSocket();
        using var listener = await OpenAsync("unix:" + SocketPath);
        await AssertReachableAsync(listener, new UnixDomainSocketEndPoint(SocketPath));
    }

    [Fact]
    public async Task A_unix_socket_that_answers_is_left_alone()
    {
        using var first = await OpenAsync("unix:" + SocketPath);
        var fault = await Assert.ThrowsAsync<TunnelException>(() => OpenAsync("unix:" + SocketPath));
        Assert.Contains("in use", fault.Message, StringComparison.Ordinal);
        await AssertReachableAsync(first, new UnixDomainSocketEndPoint(SocketPath));
    }

    [Fact]
    public async Task A_file_that_is_no_socket_is_left_alone()
    {
        await File.WriteAllTextAsync(SocketPath, "precious");
        await Assert.ThrowsAsync<TunnelException>(() => OpenAsync("unix:" + SocketPath));
        Assert.Equal("precious", await File.ReadAllTextAsync(SocketPath));
    }

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        var fault = await Assert.ThrowsAsync<TunnelException>(() => OpenAsync($"unix:{folder}/none/s.sock"));
        Assert.Contains($"{folder}/none does not exist", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Descriptors_of_systemd_are_found_by_name()
    {
        var variables = new Dictionary<string, string> { ["LISTEN_PID"] = "42", ["LISTEN_FDS"] = "3", ["LISTEN_FDNAMES"] = "web:pg:web" };
        Assert.Equal([3, 5], SystemdListening.Descriptors("web", 42, variables.GetValueOrDefault));
        Assert.Equal([4], SystemdListening.Descriptors("pg", 42, variables.GetValueOrDefault));
        Assert.Empty(SystemdListening.Descriptors("none", 42, variables.GetValueOrDefault));
        Assert.Empty(SystemdListening.Descriptors("web", 43, variables.GetValueOrDefault));
        Assert.Empty(SystemdListening.Descriptors("web", 42, _ => null));
    }

    [Fact]
    public async Task A_socket_of_systemd_is_taken_over()
    {
        using var opened = Loopback.Listen();
        using var listener = SystemdListening.Adopt(DescriptorOf(opened), new SystemdAddress("web"));
        Assert.True(listener.IsLocal);
        await AssertReachableAsync(listener, new IPEndPoint(IPAddress.Loopback, PortOf(listener)));
    }

    [Fact]
    public void A_socket_of_systemd_that_does_not_listen_is_refused()
    {
        using var opened = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        opened.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var fault = Assert.Throws<IOException>(() => SystemdListening.Adopt(DescriptorOf(opened), new SystemdAddress("web")));
        Assert.Contains("does not listen", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_systemd_did_not_give_is_refused_with_the_setting_that_gives_it()
    {
        var fault = await Assert.ThrowsAsync<TunnelException>(() => OpenAsync("systemd:web"));
        Assert.Contains("FileDescriptorName=web", fault.Message, StringComparison.Ordinal);
    }

    [DllImport("libc", EntryPoint = "dup")]
    private static extern int Duplicate(int descriptor);

    private static int DescriptorOf(Socket socket) => Duplicate((int)socket.SafeHandle.DangerousGetHandle());

    private void LeaveStaleSocket()
    {
        var dead = Path.Combine(folder, "dead.sock");
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(dead));
            socket.Listen();

            // A process that is killed removes nothing; here the file hides from the removal under its final name.
            File.Move(dead, SocketPath);
        }

        Assert.True(File.Exists(SocketPath));
    }
}
