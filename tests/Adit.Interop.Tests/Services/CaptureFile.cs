using System.Buffers.Binary;
using System.Net;

namespace Adit.Interop.Services;

/// <summary>
/// Connections as a capture of packets, as if they had been caught on the wire: TCP over IPv4, from the first SYN, to port 443. It wants no privilege.
/// References: draft-ietf-opsawg-pcap, RFC 791 3.1, RFC 9293 3.1. Sizes: file header 24 bytes, packet header 16, IPv4 20, TCP 20.
/// </summary>
internal static class CaptureFile
{
    private const int RawIp = 101; // LINKTYPE_RAW
    private const int Segment = 1400;
    private const int IpHeader = 20;
    private const int TcpHeader = 20;
    private const int ServerPort = 443;
    private const int FirstClientPort = 50_000;

    private static readonly IPAddress ServerAddress = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress ClientAddress = IPAddress.Parse("192.0.2.2");

    [Flags]
    private enum TcpFlags : byte
    {
        Syn = 2,
        Push = 8,
        Acknowledgment = 16,
    }

    public static void Write(string path, IReadOnlyList<IReadOnlyList<WireRecorder.Chunk>> connections)
    {
        using var file = File.Create(path);
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xa1b2c3d4);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], ushort.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], RawIp);
        file.Write(header);
        var time = 0u;
        for (var i = 0; i < connections.Count; i++)
        {
            foreach (var packet in Packets(FirstClientPort + i, connections[i])) Write(file, packet, time++);
        }
    }

    private static IEnumerable<byte[]> Packets(int clientPort, IReadOnlyList<WireRecorder.Chunk> chunks)
    {
        uint client = 0, server = 0;
        yield return Packet(clientPort, fromClient: true, client++, 0, TcpFlags.Syn, []);
        yield return Packet(clientPort, fromClient: false, server++, client, TcpFlags.Syn | TcpFlags.Acknowledgment, []);
        yield return Packet(clientPort, fromClient: true, client, server, TcpFlags.Acknowledgment, []);
        foreach (var (fromClient, bytes) in chunks)
        {
            foreach (var segment in bytes.Chunk(Segment))
            {
                yield return fromClient
                    ? Packet(clientPort, fromClient, client, server, TcpFlags.Push | TcpFlags.Acknowledgment, segment)
                    : Packet(clientPort, fromClient, server, client, TcpFlags.Push | TcpFlags.Acknowledgment, segment);
                if (fromClient) client += (uint)segment.Length;
                else server += (uint)segment.Length;
            }
        }
    }

    /// <summary>Checksums are left at zero: nobody looks at them unless told.</summary>
    private static byte[] Packet(int clientPort, bool fromClient, uint sequence, uint acknowledged, TcpFlags flags, byte[] payload)
    {
        var packet = new byte[IpHeader + TcpHeader + payload.Length];
        packet[0] = 0x45; // IPv4, a header of five words
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64; // time to live
        packet[9] = 6; // TCP
        (fromClient ? ClientAddress : ServerAddress).TryWriteBytes(packet.AsSpan(12), out _);
        (fromClient ? ServerAddress : ClientAddress).TryWriteBytes(packet.AsSpan(16), out _);
        var tcp = packet.AsSpan(IpHeader);
        BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)(fromClient ? clientPort : ServerPort));
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)(fromClient ? ServerPort : clientPort));
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledged);
        tcp[12] = 0x50; // a header of five words
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], ushort.MaxValue);
        payload.CopyTo(tcp[TcpHeader..]);
        return packet;
    }

    private static void Write(FileStream file, byte[] packet, uint microseconds)
    {
        Span<byte> header = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], microseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)packet.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)packet.Length);
        file.Write(header);
        file.Write(packet);
    }
}
