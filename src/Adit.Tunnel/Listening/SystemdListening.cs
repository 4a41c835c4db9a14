using System.Globalization;
using System.Net.Sockets;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Listening;

/// <summary>
/// Takes over the listening sockets that systemd opened for us: descriptors from 3 on, LISTEN_FDS of them, named by LISTEN_FDNAMES,
/// meant for the process LISTEN_PID. References: sd_listen_fds(3).
/// </summary>
internal static class SystemdListening
{
    private const int FirstDescriptor = 3; // SD_LISTEN_FDS_START

    /// <exception cref="IOException">systemd gave us no listening socket of this name.</exception>
    public static IReadOnlyList<Listener> Open(SystemdAddress address)
    {
        var descriptors = Descriptors(address.Name, Environment.ProcessId, Environment.GetEnvironmentVariable);
        if (descriptors.Count == 0)
            throw new IOException($"systemd handed over no socket of that name. Set FileDescriptorName={address.Name} in the socket unit, and start by that unit.");
        return [.. descriptors.Select(d => Adopt(d, address))];
    }

    /// <summary>The descriptors of a name, by the variables of the environment.</summary>
    internal static IReadOnlyList<int> Descriptors(string name, int ownProcess, Func<string, string?> variable)
    {
        // Variables inherited from a parent are meant for the parent.
        if (Number(variable("LISTEN_PID")) != ownProcess) return [];
        if (Number(variable("LISTEN_FDS")) is not (> 0 and < 1024 and var count)) return [];
        var names = (variable("LISTEN_FDNAMES") ?? "").Split(':');
        return [.. Enumerable.Range(0, count).Where(i => i < names.Length && names[i] == name).Select(i => FirstDescriptor + i)];
    }

    /// <summary>Owns the descriptor from here on.</summary>
    internal static Listener Adopt(int descriptor, SystemdAddress address)
    {
        Socket socket;
        try
        {
            socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
        }
        catch (SocketException e)
        {
            throw new IOException($"what systemd handed over under that name is no socket ({e.Message}). Check the socket unit of {address.Name}.", e);
        }

        if (IsListening(socket)) return new Listener(socket);
        socket.Dispose();
        throw new IOException($"the socket that systemd handed over does not listen. Use ListenStream= and Accept=no in the socket unit of {address.Name}.");
    }

    private static bool IsListening(Socket socket) =>
        socket.SocketType == SocketType.Stream && socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is 1;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
