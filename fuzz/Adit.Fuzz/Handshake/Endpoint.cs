using System.Runtime.CompilerServices;
using Adit.Tls;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Schedule;
using Adit.Tls.Tests.Handshake;
using Adit.Tls.Tests.Records;

namespace Adit.Fuzz.Handshake;

/// <summary>
/// One end whose other end is the harness, which takes the traffic secrets out of it: it seals what it delivers, opens what comes back,
/// and keeps a transcript of its own. Not thread-safe.
/// </summary>
internal sealed class Endpoint(TlsRole role, TlsHandshake handshake, Answers answers, Coverage coverage) : IDisposable
{
    /// <summary>Turns of the handshake for one delivery; an honest one needs a handful.</summary>
    private const int MaxTurns = 10_000;

    private readonly Dictionary<SecretName, byte[]> secrets = [];
    private readonly Dictionary<Epoch, RecordForge> sealing = [];
    private readonly Dictionary<Epoch, RecordForge> opening = [];
    private readonly List<byte> incoming = [];
    private readonly List<byte> outgoing = [];
    private Epoch writeEpoch = Epoch.Initial;

    public TlsRole Role => role;

    public TlsRole PeerRole => role == TlsRole.Client ? TlsRole.Server : TlsRole.Client;

    public TlsHandshake Handshake => handshake;

    public HandshakeStatus Status { get; private set; }

    /// <summary>Both sides' messages in the order of the transcript.</summary>
    public List<LoggedMessage> Log { get; } = [];

    /// <summary>What this end has said since it was last taken away.</summary>
    public List<Piece> Said { get; } = [];

    public CipherSuite Suite => handshake.Evidence.Negotiated!.CipherSuite;

    public HashFunction Hash => HashFunction.Of(Suite);

    /// <summary>The secret under which the peer's handshake messages stand; null until there is one.</summary>
    public byte[]? PeerHandshakeSecret => secrets.GetValueOrDefault(PeerSecretOf(Epoch.Handshake));

    public void Start() => Turn();

    /// <summary>Delivers a piece under the keys of its epoch, or in the clear where there are none yet.</summary>
    public void Deliver(Piece piece)
    {
        if (piece.Raw is null && piece.Type == ContentType.handshake) Note(piece.Content);
        Feed(piece.Raw ?? Encode(piece));
    }

    /// <summary>The peer says no more.</summary>
    public void EndInput()
    {
        if (Status != HandshakeStatus.NeedInput) return;
        handshake.EndOfInput();
        Turn();
    }

    /// <summary>A record of the peer's for the connection that stands.</summary>
    public byte[] Encode(Piece piece)
    {
        var epoch = piece.Epoch;
        while (epoch != Epoch.Initial && !secrets.ContainsKey(PeerSecretOf(epoch))) epoch--;
        var records = new List<byte>();
        var rest = piece.Content.AsSpan();
        do
        {
            var fragment = rest[..Math.Min(rest.Length, RecordFormat.MaxContentLength)];
            rest = rest[fragment.Length..];
            records.AddRange(epoch == Epoch.Initial ? Plain(piece.Type, fragment) : Sealing(epoch).Seal(piece.Type, fragment, piece.Padding));
        }
        while (!rest.IsEmpty);
        return [.. records];
    }

    /// <summary>The peer's keys of application data move on.</summary>
    public void UpdatePeerKeys() => Sealing(Epoch.Application).Update();

    public void Dispose()
    {
        foreach (var forge in sealing.Values.Concat(opening.Values)) forge.Dispose();
        handshake.Dispose();
    }

    /// <summary>The name of a state, without what all have in common.</summary>
    public static string NameOf(Type state) => $"state {state.FullName!["Adit.Tls.Handshake.".Length..].Replace('+', '.')}";

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "context")]
    private static extern ref HandshakeContext ContextOf(TlsHandshake handshake);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "state")]
    private static extern ref HandshakeState? StateOf(TlsHandshake handshake);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "schedule")]
    private static extern ref KeySchedule? ScheduleOf(HandshakeContext context);

    private static byte[] Plain(ContentType type, ReadOnlySpan<byte> content) => [(byte)type, 3, 3, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static SecretName SecretOf(TlsRole writer, Epoch epoch) => (writer, epoch) switch
    {
        (TlsRole.Client, Epoch.Handshake) => SecretName.ClientHandshakeTraffic,
        (TlsRole.Server, Epoch.Handshake) => SecretName.ServerHandshakeTraffic,
        (TlsRole.Client, _) => SecretName.ClientApplicationTraffic,
        _ => SecretName.ServerApplicationTraffic,
    };

    private SecretName PeerSecretOf(Epoch epoch) => SecretOf(PeerRole, epoch);

    private void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && Status == HandshakeStatus.NeedInput)
        {
            var free = handshake.FreeInput().Span;
            BugException.Unless(!free.IsEmpty, "The handshake asks for input and has no room for it.");
            var count = Math.Min(free.Length, bytes.Length);
            bytes[..count].CopyTo(free);
            bytes = bytes[count..];
            handshake.Received(count);
            Turn();
        }
    }

    private void Turn()
    {
        for (var turns = 0; ; turns++)
        {
            BugException.Unless(turns < MaxTurns, "The handshake goes round in circles.");
            Status = handshake.Advance();
            if (StateOf(handshake) is { } state) coverage.Reach(NameOf(state.GetType()));
            Learn();
            switch (Status)
            {
                case HandshakeStatus.HaveOutput:
                    if (handshake.Error is null) Read(handshake.Output.Span);
                    handshake.OutputSent();
                    break;
                case HandshakeStatus.Question:
                    answers.AnswerAsync(handshake.Question!, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                    break;
                default:
                    return;
            }
        }
    }

    private void Learn()
    {
        if (ScheduleOf(ContextOf(handshake)) is not { } schedule) return;
        for (var name = SecretName.ClientHandshakeTraffic; name <= SecretName.ServerApplicationTraffic; name++)
        {
            if (!secrets.ContainsKey(name) && schedule.Live.Contains(name)) secrets[name] = schedule[name].Reveal().ToArray();
        }
    }

    /// <summary>What we deliver, message by message.</summary>
    private void Note(byte[] content)
    {
        incoming.AddRange(content);
        while (TryTakeMessage(incoming) is { } message) Log.Add(new LoggedMessage(IsPeers: true, message));
    }

    private void Read(ReadOnlySpan<byte> output)
    {
        while (RecordHeader.TryRead(output, out var header))
        {
            var record = output[..header.RecordLength];
            output = output[header.RecordLength..];
            if (header.Type == ContentType.application_data)
            {
                if (writeEpoch == Epoch.Initial) writeEpoch = Epoch.Handshake;
                var (type, content) = Opening(writeEpoch).Open(record);
                Take(type, content);
            }
            else
            {
                Take(header.Type, record[RecordFormat.HeaderLength..].ToArray());
            }
        }
    }

    private void Take(ContentType type, byte[] content)
    {
        if (type != ContentType.handshake)
        {
            Said.Add(new Piece(writeEpoch, type, content));
            return;
        }

        outgoing.AddRange(content);
        while (TryTakeMessage(outgoing) is { } message)
        {
            Said.Add(Piece.Handshake(writeEpoch, message));
            if (writeEpoch != Epoch.Application) Log.Add(new LoggedMessage(IsPeers: false, message));
            if (message[0] == (byte)HandshakeType.finished) writeEpoch = Epoch.Application;
        }
    }

    private static byte[]? TryTakeMessage(List<byte> bytes)
    {
        if (bytes.Count < HandshakeMessage.HeaderLength) return null;
        var length = HandshakeMessage.HeaderLength + ((bytes[1] << 16) | (bytes[2] << 8) | bytes[3]);
        if (bytes.Count < length) return null;
        var message = bytes.GetRange(0, length).ToArray();
        bytes.RemoveRange(0, length);
        return message;
    }

    private RecordForge Sealing(Epoch epoch) => Forge(sealing, PeerRole, epoch);

    private RecordForge Opening(Epoch epoch) => Forge(opening, role, epoch);

    private RecordForge Forge(Dictionary<Epoch, RecordForge> forges, TlsRole writer, Epoch epoch)
    {
        if (!forges.TryGetValue(epoch, out var forge)) forges[epoch] = forge = new RecordForge(Suite, secrets[SecretOf(writer, epoch)]);
        return forge;
    }
}
