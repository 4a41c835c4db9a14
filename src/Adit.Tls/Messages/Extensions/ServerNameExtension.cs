using System.Text;
using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>server_name: one host_name. References: RFC 6066 3, RFC 9846 9.2. Sizes: host_name 1..2^16-1.</summary>
internal static class ServerNameExtension
{
    private const byte HostName = 0;

    /// <summary>The host name, as text that is safe to log.</summary>
    public static string Read(WireReader r)
    {
        var list = r.Vector16(min: 1);
        r.End();
        string? host = null;
        while (!list.IsEmpty)
        {
            var type = list.U8();
            var name = list.Opaque16(min: 1);
            if (type != HostName) continue;

            // RFC 6066 3: no more than one name of the same type.
            if (host is not null)
                throw TlsException.Fatal(AlertDescription.illegal_parameter, "The peer's server_name holds two host names (RFC 6066 3).");
            if (name.Contains((byte)0))
                throw TlsException.Fatal(AlertDescription.illegal_parameter, "The peer's server_name has a zero byte in it (RFC 6066 3).");
            host = PeerText.Of(name);
        }

        return host ?? throw r.Malformed("holds no host name");
    }

    public static void Write(WireWriter w, string hostName)
    {
        w.U16((ushort)ExtensionType.server_name);
        using (w.Vector16())
        using (w.Vector16())
        {
            w.U8(HostName);
            using (w.Vector16()) w.Bytes(Encoding.ASCII.GetBytes(hostName));
        }
    }

    /// <summary>A server's acknowledgement is empty.</summary>
    public static void ReadAcknowledgement(WireReader r) => r.End();

    public static void WriteAcknowledgement(WireWriter w)
    {
        w.U16((ushort)ExtensionType.server_name);
        w.U16(0);
    }
}
