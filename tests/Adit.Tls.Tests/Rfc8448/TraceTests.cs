using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Cryptography.KeyExchange;
using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Schedule;
using Adit.Tls.Tests.Cryptography;

namespace Adit.Tls.Tests.Rfc8448;

/// <summary>Key exchange, key schedule, transcript and records against RFC 8448, byte for byte.</summary>
public sealed class TraceTests
{
    private const CipherSuite Suite = CipherSuite.TLS_AES_128_GCM_SHA256;

    /// <summary>A message that only accepted early data brings: it counts in the transcript of section 4.</summary>
    private const HandshakeType EndOfEarlyData = (HandshakeType)5;

    [Theory]
    [InlineData(3, NamedGroup.x25519)]
    [InlineData(4, NamedGroup.x25519)]
    [InlineData(5, NamedGroup.secp256r1)]
    [InlineData(6, NamedGroup.x25519)]
    [InlineData(7, NamedGroup.x25519)]
    [Requirement("RFC9846-5.3-01", "RFC9846-7.5-01")]
    public void The_trace_comes_out_byte_for_byte(int section, NamedGroup group)
    {
        using var replay = new Replay(TraceStep.Read(section), group);
        replay.Run();
        Assert.True(replay.ComparedRecords >= 6, $"only {replay.ComparedRecords} records were compared");
        Assert.True(replay.ComparedSecrets >= 7, $"only {replay.ComparedSecrets} secrets were compared");
    }

    private sealed class Replay(IReadOnlyList<TraceStep> steps, NamedGroup group) : IDisposable
    {
        private readonly Transcript transcript = new();
        private readonly KeySchedule schedule = new(HashFunction.Sha256, PskOf(steps));
        private readonly Dictionary<string, RecordProtection> sealing = [];
        private readonly Dictionary<string, RecordProtection> opening = [];
        private readonly Dictionary<string, byte[]> privateKeys = [];
        private readonly Dictionary<string, byte[]> publicKeys = [];
        private bool transcriptStarted;

        public int ComparedRecords { get; private set; }

        public int ComparedSecrets { get; private set; }

        public void Run()
        {
            foreach (var step in steps) Take(step);
        }

        public void Dispose()
        {
            foreach (var protection in sealing.Values.Concat(opening.Values)) protection.Dispose();
            schedule.Dispose();
            transcript.Dispose();
        }

        private void Take(TraceStep step)
        {
            if (step.Is("create an ephemeral"))
            {
                privateKeys[step.Actor] = step.Fields["private key"];
                publicKeys[step.Actor] = step.Fields["public key"];
            }
            else if (step.Is("construct"))
            {
                TakeMessage(step.Actor, step.Only);
            }
            else if (step.Is("extract secret \"handshake\""))
            {
                Compare(step.Fields["IKM"], SharedSecret());
            }
            else if (step.Is("derive secret \"tls13 ") && NameOf(step.Step) is { } name)
            {
                Compare(step.Fields["expanded"], schedule[name].Reveal().ToArray());
            }
            else if (step.Is("generate resumption secret"))
            {
                var ticket = (NewSessionTicket)HandshakeMessage.Read(steps.First(s => s.Is("construct a NewSessionTicket")).Only);
                var psk = new byte[32];
                KeySchedule.TicketPsk(HashFunction.Sha256, schedule[SecretName.Resumption].Reveal(), ticket.Nonce, psk);
                Compare(step.Fields["expanded"], psk);
            }
            else if (step.Is("calculate PSK binder"))
            {
                var hello = (ClientHello)HandshakeMessage.Read(steps.First(s => s.Is("construct a ClientHello")).Only);
                Compare(step.Fields["binder hash"], transcript.BinderHash(HashFunction.Sha256, hello.Encoded.Span[..^hello.PreSharedKeys!.BindersLength]));
                Compare(step.Fields["finished"], schedule.Binder("res binder"u8, step.Fields["binder hash"]));
                Compare(step.Fields["finished"], hello.PreSharedKeys.Binders.Single().ToArray());
            }
            else if (step.Is("calculate finished"))
            {
                var baseKey = step.Actor == "server" ? SecretName.ServerHandshakeTraffic : SecretName.ClientHandshakeTraffic;
                Compare(step.Fields["finished"], schedule.FinishedMac(baseKey, transcript.CurrentHash()));
            }
            else if (step.Is("send"))
            {
                TakeRecord(step);
            }
        }

        private void TakeMessage(string actor, byte[] message)
        {
            var type = (HandshakeType)message[0];
            if (type == HandshakeType.new_session_ticket) return;
            if (type == EndOfEarlyData)
            {
                transcript.Add(message);
                return;
            }

            var read = HandshakeMessage.Read(message);
            if (read is ServerHello { IsHelloRetryRequest: true })
            {
                StartTranscript();
                transcript.AddRetry(message);
                return;
            }

            transcript.Add(message);
            if (read is ServerHello { IsHelloRetryRequest: false })
            {
                StartTranscript();
                schedule.EnterHandshake(SharedSecret(), transcript.CurrentHash());
                UseKeys("server", SecretName.ServerHandshakeTraffic);
                UseKeys("client", SecretName.ClientHandshakeTraffic);
            }
            else if (read is Finished && actor == "server")
            {
                schedule.EnterApplication(transcript.CurrentHash(), isResumable: true);
            }
            else if (read is Finished)
            {
                schedule.EnterResumption(transcript.CurrentHash());
            }
        }

        private void StartTranscript()
        {
            if (transcriptStarted) return;
            transcriptStarted = true;
            transcript.Start(HashFunction.Sha256);
        }

        private byte[] SharedSecret()
        {
            var exchange = KeyExchangeGroups.All.Find(group)!;
            var asClient = new byte[exchange.SharedSecretLength];
            var asServer = new byte[exchange.SharedSecretLength];
            var serverShare = new byte[exchange.ServerShareLength];
            using var key = exchange.Generate(new ScriptedEntropy(privateKeys["client"]));
            Assert.Equal(publicKeys["client"], key.Share.ToArray());
            exchange.Respond(key.Share.Span, serverShare, asServer, new ScriptedEntropy(privateKeys["server"]));
            Assert.Equal(publicKeys["server"], serverShare);
            key.Agree(serverShare, asClient);
            Assert.Equal(asClient, asServer);
            return asClient;
        }

        private void TakeRecord(TraceStep step)
        {
            var payload = step.Fields["payload"];
            var record = step.Fields["complete record"];
            var type = step.Is("send handshake") ? ContentType.handshake
                : step.Is("send alert") ? ContentType.alert
                : step.Is("send change_cipher_spec") ? ContentType.change_cipher_spec
                : ContentType.application_data;
            ComparedRecords++;
            if (type == ContentType.change_cipher_spec || payload[0] is (byte)HandshakeType.client_hello or (byte)HandshakeType.server_hello && type == ContentType.handshake)
            {
                Assert.Equal(payload, record[RecordFormat.HeaderLength..]);
                return;
            }

            var written = new byte[payload.Length + RecordFormat.Overhead];
            Assert.Equal(record.Length, sealing[step.Actor].Seal(type, payload, written));
            Assert.Equal(record, written);
            Assert.True(opening[step.Actor].TryOpen(written, out var openedType, out var length));
            Assert.Equal(type, openedType);
            Assert.Equal(payload, written[RecordFormat.HeaderLength..(RecordFormat.HeaderLength + length)]);

            // Whoever sent its Finished goes on under the application keys.
            if (type == ContentType.handshake && payload[^36] == (byte)HandshakeType.finished)
                UseKeys(step.Actor, step.Actor == "server" ? SecretName.ServerApplicationTraffic : SecretName.ClientApplicationTraffic);
        }

        private void UseKeys(string actor, SecretName secret)
        {
            if (sealing.Remove(actor, out var former)) former.Dispose();
            if (opening.Remove(actor, out former)) former.Dispose();
            sealing[actor] = new RecordProtection(Suite, schedule[secret]);
            opening[actor] = new RecordProtection(Suite, schedule[secret]);
        }

        private void Compare(byte[] expected, byte[] actual)
        {
            ComparedSecrets++;
            Assert.Equal(expected, actual);
        }

        /// <summary>The key of the ticket that section 4 resumes by; zeros elsewhere, which is none.</summary>
        private static byte[] PskOf(IReadOnlyList<TraceStep> steps)
        {
            var psk = steps.First(step => step.Is("extract secret \"early\"")).Fields["IKM"];
            return psk.AsSpan().ContainsAnyExcept((byte)0) ? psk : [];
        }

        /// <summary>Those of the secrets that are kept.</summary>
        private static SecretName? NameOf(string step) => step switch
        {
            "derive secret \"tls13 c hs traffic\"" => SecretName.ClientHandshakeTraffic,
            "derive secret \"tls13 s hs traffic\"" => SecretName.ServerHandshakeTraffic,
            "derive secret \"tls13 c ap traffic\"" => SecretName.ClientApplicationTraffic,
            "derive secret \"tls13 s ap traffic\"" => SecretName.ServerApplicationTraffic,
            "derive secret \"tls13 exp master\"" => SecretName.Exporter,
            "derive secret \"tls13 res master\"" => SecretName.Resumption,
            _ => null,
        };
    }
}
