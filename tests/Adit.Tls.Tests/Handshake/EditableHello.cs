using Adit.Tls.Messages;
using Adit.Tls.Wire;

namespace Adit.Tls.Tests.Handshake;

/// <summary>A ClientHello, ServerHello or HelloRetryRequest taken apart, to be changed in any way and put together again.</summary>
internal sealed class EditableHello
{
    private HandshakeType type;

    public ushort Version { get; set; }

    public byte[] Random { get; set; } = [];

    public byte[] SessionId { get; set; } = [];

    /// <summary>cipher_suites, or the one cipher_suite.</summary>
    public List<ushort> Suites { get; set; } = [];

    /// <summary>legacy_compression_methods, or the one method.</summary>
    public byte[] Compression { get; set; } = [];

    public List<(ExtensionType Type, byte[] Body)> Extensions { get; set; } = [];

    /// <summary>Bytes behind the extensions.</summary>
    public byte[] Trailing { get; set; } = [];

    public byte[] this[ExtensionType extension]
    {
        get => Extensions.Find(e => e.Type == extension).Body;
        set
        {
            var index = Extensions.FindIndex(e => e.Type == extension);
            if (index < 0) Extensions.Add((extension, value));
            else Extensions[index] = (extension, value);
        }
    }

    /// <summary>A change of a message, as <see cref="Flight.Change"/> takes it.</summary>
    public static Func<byte[], byte[]> Edit(Action<EditableHello> edit) => message =>
    {
        var hello = Read(message);
        edit(hello);
        return hello.Write();
    };

    public static EditableHello Read(byte[] message)
    {
        var hello = new EditableHello { type = (HandshakeType)message[0] };
        var r = new WireReader(message.AsSpan(HandshakeMessage.HeaderLength), "hello");
        hello.Version = r.U16();
        hello.Random = r.Bytes(32).ToArray();
        hello.SessionId = r.Opaque8().ToArray();
        hello.Suites = hello.type == HandshakeType.client_hello ? [.. r.CodePoints16(v => v)] : [r.U16()];
        hello.Compression = hello.type == HandshakeType.client_hello ? r.Opaque8().ToArray() : [r.U8()];
        var extensions = r.Vector16();
        while (!extensions.IsEmpty) hello.Extensions.Add(((ExtensionType)extensions.U16(), extensions.Opaque16().ToArray()));
        return hello;
    }

    public byte[] Write() => HandshakeMessage.Encode(type, w =>
    {
        w.U16(Version);
        w.Bytes(Random);
        using (w.Vector8()) w.Bytes(SessionId);
        if (type == HandshakeType.client_hello)
        {
            using (w.Vector16()) Suites.ForEach(w.U16);
            using (w.Vector8()) w.Bytes(Compression);
        }
        else
        {
            w.U16(Suites[0]);
            w.Bytes(Compression);
        }

        using (w.Vector16())
        {
            foreach (var (extension, body) in Extensions)
            {
                w.U16((ushort)extension);
                using (w.Vector16()) w.Bytes(body);
            }
        }

        w.Bytes(Trailing);
    });

    public EditableHello Remove(ExtensionType extension)
    {
        Extensions.RemoveAll(e => e.Type == extension);
        return this;
    }
}
