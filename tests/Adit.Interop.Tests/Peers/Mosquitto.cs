using System.Net;
using System.Net.Sockets;
using Adit.Interop.Processes;

namespace Adit.Interop.Peers;

/// <summary>Debian's mosquitto: an MQTT broker and its clients, which know TLS by pre-shared keys without the importer of RFC 9258.</summary>
internal static class Mosquitto
{
    private const string Topic = "adit";

    /// <summary>Starts a broker on loopback, by TLS with a key, or in plaintext, and waits until it listens. It cannot choose a port by itself: its port 0 is a Unix socket.</summary>
    public static async Task<(RunningProcess Broker, int Port)> StartBrokerAsync(TestFolder folder, SharedKey? key)
    {
        var tls = key is null ? "" : $"psk_file {key.File}\npsk_hint adit\ntls_version tlsv1.3\n";
        var account = Environment.IsPrivilegedProcess ? "user root\n" : "";
        var configuration = folder.Write("mosquitto.conf", $"listener {FreePort()} 127.0.0.1\nallow_anonymous true\n{account}{tls}");
        var broker = RunningProcess.Start(new Command(Peer.Require("mosquitto", "/usr/sbin/mosquitto", "apt-get install mosquitto"), "-v", "-c", configuration));
        try
        {
            return (broker, await broker.ListeningAsync());
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for one message of the topic, and writes it to standard output.</summary>
    public static Command Subscriber(int port, SharedKey? key = null) => Client("mosquitto_sub", port, key).With("-C", "1");

    /// <summary>Sends a message that the broker keeps for later subscribers.</summary>
    public static Command Publisher(int port, string message, SharedKey? key = null) => Client("mosquitto_pub", port, key).With("-r", "-q", "1", "-m", message);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Command Client(string program, int port, SharedKey? key) => new Command(Peer.Require(program, program, "apt-get install mosquitto-clients")).With(
    [
        "-h", "127.0.0.1", "-p", $"{port}", "-t", Topic,
        .. key is null ? (string[])[] : ["--psk", key.Hex, "--psk-identity", SharedKey.Identity, "--tls-version", "tlsv1.3"],
    ]);
}
