using System.Net.Sockets;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Listening;

/// <summary>Opens Unix listeners, for their owner alone (mode 0600). A socket file that nothing answers on any more is replaced; everything else in the way is not.</summary>
internal static class UnixListening
{
    /// <exception cref="SocketException">The path cannot be listened on, or something else is there.</exception>
    /// <exception cref="IOException">The folder is missing or not ours to write.</exception>
    public static Listener Open(UnixAddress address)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(address.Path))!;
        if (!Directory.Exists(folder)) throw new IOException($"the folder {folder} does not exist. Create it, or choose another path.");
        var endPoint = new UnixDomainSocketEndPoint(address.Path);
        RemoveStale(address.Path, endPoint);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endPoint);

            // Between bind and listen nobody can connect, so nobody slips in under the mode of the umask.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(address.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(Listener.Backlog);
            return new Listener(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void RemoveStale(string path, UnixDomainSocketEndPoint endPoint)
    {
        if (!SocketFile.Exists(path)) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // A full backlog or a socket of another user: somebody is there, and bind will say that the address is in use.
        }
    }
}
