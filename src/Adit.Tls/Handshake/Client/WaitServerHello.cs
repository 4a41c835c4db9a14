using System.Security.Cryptography;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Schedule;

namespace Adit.Tls.Handshake.Client;

/// <summary>Client, WAIT_SH: the ServerHello or a HelloRetryRequest. References: RFC 9846 4.2.3, 4.2.4, A.1.</summary>
/// <param name="context">The handshake.</param>
/// <param name="offer">What we offered.</param>
/// <param name="retry">The HelloRetryRequest that was answered, if any.</param>
internal sealed class WaitServerHello(HandshakeContext context, ClientOffer offer, ServerHello? retry) : HandshakeState
{
    private const string Section = "4.2.3";

    public override Epoch Epoch => Epoch.Initial;

    protected override string Awaited => "server_hello";

    public override HandshakeState Handle(HandshakeMessage message, Outbox outbox)
    {
        if (message is not ServerHello hello) throw Unexpected(message);
        if (hello.IsHelloRetryRequest && retry is not null)
            throw TlsException.Fatal(AlertDescription.unexpected_message, "The server sent a second HelloRetryRequest.", "4.2.4");
        RequireWhatWeOffered(hello);
        return hello.IsHelloRetryRequest ? Retry(hello, outbox) : Accept(hello, outbox);
    }

    private void RequireWhatWeOffered(ServerHello hello)
    {
        if (hello.SelectedVersion is null)
        {
            if (hello.HasDowngradeSentinel)
                throw TlsException.Fatal(AlertDescription.illegal_parameter, "The server could speak TLS 1.3 but was asked for less: somebody on the way changed our ClientHello.", Section);
            throw TlsException.Fatal(AlertDescription.protocol_version, $"The server speaks {Iana.Name(hello.LegacyVersion)} at most; TLS 1.3 is needed.", Section);
        }

        if (hello.LegacyVersion != ProtocolVersion.TLS12)
            throw TlsException.Fatal(AlertDescription.protocol_version, $"The server's legacy_version is 0x{(ushort)hello.LegacyVersion:x4}, not 0x0303.", Section);
        if (hello.SelectedVersion != ProtocolVersion.TLS13)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The server selected {Iana.Name(hello.SelectedVersion.Value)}, which we did not offer.", "4.3.1");
        RequireOnlyAsked(hello);
        if (!hello.SessionIdEcho.AsSpan().SequenceEqual(offer.SessionId))
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The server's legacy_session_id_echo is not what we sent.", Section);
        if (!offer.CipherSuites.Contains(hello.CipherSuite))
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The server selected the cipher suite {Iana.Name(hello.CipherSuite)}, which we did not offer.", Section);
        if (hello.CompressionMethod != 0)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The server selected compression method {hello.CompressionMethod}.", Section);
        if (retry is not null && hello.CipherSuite != retry.CipherSuite)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The server's cipher suite is {Iana.Name(hello.CipherSuite)}, but its HelloRetryRequest said {Iana.Name(retry.CipherSuite)}.", "4.2.4");
    }

    private void RequireOnlyAsked(ServerHello hello)
    {
        // RFC 9846 4.3: a cookie is the one thing a HelloRetryRequest may bring unasked.
        var asked = hello.IsHelloRetryRequest ? new HashSet<ExtensionType>(offer.Asked) { ExtensionType.cookie } : offer.Asked;
        hello.Extensions!.RequireOnly(asked);
    }

    private HandshakeState Retry(ServerHello hello, Outbox outbox)
    {
        if (hello.RetryGroup is null && hello.Cookie is null)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The server's HelloRetryRequest asks for no change.", "4.2.4");
        if (hello.RetryGroup is { } group)
        {
            if (!context.Policy.Groups.Contains(group))
                throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The server's HelloRetryRequest asks for {Iana.Name(group)}, which we did not offer.", "4.3.8");
            if (context.EphemeralKeyFor(group) is not null)
                throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The server's HelloRetryRequest asks for {Iana.Name(group)}, for which it has our share.", "4.3.8");
            context.ForgetEphemeralKeys();
            context.NewEphemeralKey(group);
        }

        var hash = HashFunction.Of(hello.CipherSuite);
        context.Transcript.Start(hash);
        context.Transcript.AddRetry(hello.Encoded.Span);

        // RFC 9846 4.2.4: a PSK whose hash is not the suite's has no use any more.
        context.KeepPreSharedKeysOf(hash);
        if (context.PreSharedKeys.Count == 0 && offer.Options.PreSharedKeys.Count > 0) throw NoPskTaken();
        return context.PreSharedKeys.Any(psk => psk.Age is not null) ? new AwaitTime(this, hello) : SayHelloAgain(hello, default, outbox);
    }

    private WaitServerHello SayHelloAgain(ServerHello request, DateTimeOffset now, Outbox outbox)
    {
        var second = offer.Encode(context, request.Cookie, now);
        context.Transcript.Add(second);
        outbox.Send(Epoch.Initial, second);
        return new WaitServerHello(context, offer, request);
    }

    private WaitEncryptedExtensions Accept(ServerHello hello, Outbox outbox)
    {
        if (hello.KeyShare is not { } share)
        {
            throw hello.SelectedPsk is null
                ? TlsException.Fatal(AlertDescription.missing_extension, "The server's ServerHello has no key_share.", "9.2")
                : TlsException.Fatal(AlertDescription.illegal_parameter, "The server selected a pre-shared key and sent no key_share, which psk_dhe_ke, the one mode we offer, needs.", "4.3.11");
        }

        if (context.EphemeralKeyFor(share.Group) is not { } key)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The server's key_share is for {Iana.Name(share.Group)}, for which we sent no share.", "4.3.8");

        var suite = hello.CipherSuite;
        var psk = SelectedPsk(hello);
        if (retry is null) context.Transcript.Start(HashFunction.Of(suite));
        context.Transcript.Add(hello.Encoded.Span);
        Span<byte> sharedSecret = stackalloc byte[context.Policy.KeyExchange(share.Group).SharedSecretLength];
        try
        {
            key.Agree(share.KeyExchange.Span, sharedSecret);
            context.EnterHandshake(suite, sharedSecret, psk);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
        }

        context.Negotiated = new NegotiatedParameters
        {
            Version = ProtocolVersion.TLS13,
            CipherSuite = suite,
            Group = share.Group,
            HelloRetryRequest = retry is not null,
            Resumed = context.ResumedSession is not null,
            PeerSignatureScheme = context.ResumedSession?.PeerSignatureScheme,
        };

        // RFC 9846 A.1: we write first under the new keys, so that whatever is wrong with what we read is told under them.
        outbox.WriteWith(Epoch.Handshake, suite, context.Schedule[SecretName.ClientHandshakeTraffic]);
        outbox.ReadWith(Epoch.Handshake, suite, context.Schedule[SecretName.ServerHandshakeTraffic]);
        return new WaitEncryptedExtensions(context, offer);
    }

    private OfferedPsk? SelectedPsk(ServerHello hello)
    {
        if (hello.SelectedPsk is not { } index)
            return offer.Options.PreSharedKeys.Count == 0 ? null : throw NoPskTaken();
        if (index >= context.PreSharedKeys.Count)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The server selected pre-shared key {index} of {context.PreSharedKeys.Count}.", "4.3.11");
        var psk = context.PreSharedKeys[index];
        if (psk.Hash != HashFunction.Of(hello.CipherSuite))
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The server selected a pre-shared key for {psk.Hash.Name} with the cipher suite {Iana.Name(hello.CipherSuite)}.", "4.3.11");
        return psk;
    }

    private static TlsException NoPskTaken() =>
        TlsException.Fatal(AlertDescription.handshake_failure, "The server took none of our pre-shared keys, and we know it by nothing else.", "4.3.11");

    /// <summary>RFC 9846 4.2.2: the second hello tells the age of the ticket anew.</summary>
    private sealed class AwaitTime(WaitServerHello state, ServerHello request) : QuestionState
    {
        private readonly TellTime question = new();

        public override Question Question => question;

        public override HandshakeState Resume(Outbox outbox) => state.SayHelloAgain(request, question.Answer, outbox);
    }
}
