using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Cryptography.KeyExchange;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Policy;
using Adit.Tls.Records;
using Adit.Tls.Schedule;
using Adit.Tls.Tests.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>A client that says what the test wants and keeps its own transcript, for what ours would never say but others do.</summary>
internal sealed class ScriptedClient(TlsServerOptions options) : IDisposable
{
    private const CipherSuite Suite = CipherSuite.TLS_AES_128_GCM_SHA256;

    private readonly Answers answers = new(options);
    private readonly Transcript transcript = new();
    private readonly KeySchedule schedule = new(HashFunction.Of(Suite));
    private EphemeralKey? key;
    private RecordForge? opening;
    private RecordForge? sealing;

    /// <summary>psk_key_exchange_modes; null leaves it out.</summary>
    public byte[]? PskModes { get; init; }

    public TlsHandshake Server { get; } = TlsHandshake.Server(options, "the client", Entropy.System);

    /// <summary>A ClientHello in a record, with a share for the first of <paramref name="shares"/>.</summary>
    public byte[] Hello(NamedGroup[] groups, NamedGroup[] shares, bool offersEarlyData) =>
        WireTap.Plain(ContentType.handshake, Hello(groups, shares, offersEarlyData, length: null));

    /// <summary>A ClientHello, padded to a body of <paramref name="length"/> bytes where that is given.</summary>
    public byte[] Hello(NamedGroup[] groups, NamedGroup[] shares, bool offersEarlyData, int? length)
    {
        key?.Dispose();
        key = KeyExchangeGroups.All.Find(shares[0])!.Generate(Entropy.System);
        var hello = Encode(padding: null);
        if (length is { } body) hello = Encode(padding: body - (hello.Length - HandshakeMessage.HeaderLength) - 4);
        transcript.Add(hello);
        return hello;

        byte[] Encode(int? padding) => ClientHello.Encode(new byte[32], new byte[32], [Suite], w =>
        {
            if (padding is { } zeros)
            {
                w.U16((ushort)ExtensionType.padding);
                using (w.Vector16()) w.Bytes(new byte[zeros]);
            }

            if (offersEarlyData)
            {
                w.U16((ushort)ExtensionType.early_data);
                w.U16(0);
            }

            SupportedVersionsExtension.WriteOffered(w);
            SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms, TlsPolicy.Modern.SignatureSchemes);
            SupportedGroupsExtension.Write(w, groups);
            KeyShareExtension.WriteOffered(w, [new KeyShareEntry(key.Group, key.Share)]);
            if (PskModes is { } modes)
            {
                w.U16((ushort)ExtensionType.psk_key_exchange_modes);
                using (w.Vector16())
                using (w.Vector8())
                    w.Bytes(modes);
            }
        });
    }

    /// <summary>Sends a plain message in records of so many bytes.</summary>
    public byte[] SendInRecords(byte[] message, int length) => Send([.. message.Chunk(length).Select(fragment => WireTap.Plain(ContentType.handshake, fragment))]);

    /// <summary>Sends records, and gives what the server answers.</summary>
    public byte[] Send(params byte[][] records)
    {
        var answer = new List<byte>();
        foreach (var record in records)
        {
            if (Server.Error is not null) break;
            record.CopyTo(Server.FreeInput());
            Server.Received(record.Length);
            while (true)
            {
                var status = Server.Advance();
                if (status == HandshakeStatus.HaveOutput)
                {
                    answer.AddRange(Server.Output.Span);
                    Server.OutputSent();
                }
                else if (status == HandshakeStatus.Question)
                {
                    answers.AnswerAsync(Server.Question!, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                }
                else
                {
                    break;
                }
            }
        }

        return [.. answer];
    }

    /// <summary>Reads a HelloRetryRequest or the server's whole flight.</summary>
    public void Read(ReadOnlySpan<byte> answer)
    {
        while (RecordHeader.TryRead(answer, out var header))
        {
            var record = answer[..header.RecordLength];
            answer = answer[header.RecordLength..];
            if (header.Type == ContentType.handshake) ReadHello(record[RecordFormat.HeaderLength..]);
            else if (header.Type == ContentType.application_data) transcript.Add(opening!.Open(record).Content);
        }
    }

    public byte[] Finished() => Seal(Tls.Messages.Finished.Encode(schedule.FinishedMac(SecretName.ClientHandshakeTraffic, transcript.CurrentHash())));

    public byte[] Seal(ReadOnlySpan<byte> handshake) => Seal(ContentType.handshake, handshake);

    public byte[] Seal(ContentType type, ReadOnlySpan<byte> content) =>
        (sealing ??= new RecordForge(Suite, schedule[SecretName.ClientHandshakeTraffic].Reveal())).Seal(type, content);

    public void Dispose()
    {
        Server.Dispose();
        key?.Dispose();
        opening?.Dispose();
        sealing?.Dispose();
        schedule.Dispose();
        transcript.Dispose();
    }

    private void ReadHello(ReadOnlySpan<byte> message)
    {
        var hello = Assert.IsType<ServerHello>(HandshakeMessage.Read(message));
        if (hello.IsHelloRetryRequest)
        {
            transcript.Start(HashFunction.Of(Suite));
            transcript.AddRetry(message);
            return;
        }

        if (!Server.Evidence.Negotiated!.HelloRetryRequest) transcript.Start(HashFunction.Of(Suite));
        transcript.Add(message);
        var sharedSecret = new byte[KeyExchangeGroups.All.Find(key!.Group)!.SharedSecretLength];
        key.Agree(hello.KeyShare!.KeyExchange.Span, sharedSecret);
        schedule.EnterHandshake(sharedSecret, transcript.CurrentHash());
        opening = new RecordForge(Suite, schedule[SecretName.ServerHandshakeTraffic].Reveal());
    }
}
