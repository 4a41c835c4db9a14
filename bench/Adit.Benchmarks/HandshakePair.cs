using System.Security.Cryptography;
using Adit.Authority;
using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Records;
using Adit.Tls.Sessions;

namespace Adit.Benchmarks;

/// <summary>Two ends that let each other in, and their handshakes in memory, one after another.</summary>
internal sealed class HandshakePair : IDisposable
{
    private const string ServerName = "server.test";

    private readonly TlsServerOptions serverOptions;
    private readonly TlsClientOptions clientOptions;
    private readonly Answers serverAnswers;
    private readonly Answers clientAnswers;
    private readonly PlaintextRange[] ranges = new PlaintextRange[1];
    private readonly TlsSessionCache? sessions;
    private readonly TicketKeys? ticketKeys;
    private readonly PreSharedKey? preSharedKey;

    public HandshakePair(NamedGroup group, Authentication authentication)
    {
        var policy = new TlsPolicy("benchmark", [group], TlsPolicy.Modern.CipherSuites, TlsPolicy.Modern.SignatureSchemes);
        if (authentication == Authentication.Resumption)
        {
            sessions = new TlsSessionCache();
            ticketKeys = new TicketKeys();
        }

        if (authentication == Authentication.PreSharedKey) preSharedKey = new PreSharedKey("benchmark"u8, RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256);
        var (serverIdentity, clientIdentity, ofClient, ofServer) = authentication switch
        {
            Authentication.PreSharedKey => (null, null, Rules(null, PskRule.For(preSharedKey!)), ServerAuthenticator.ByPreSharedKeys([preSharedKey!])),
            Authentication.RawKeys => RawKeys(),
            _ => Certificates(),
        };
        IReadOnlyList<PreSharedKey> keys = preSharedKey is null ? [] : [preSharedKey];
        serverOptions = new TlsServerOptions { Identities = serverIdentity is null ? [] : [serverIdentity], Authenticator = ofClient, Policy = policy, TicketKeys = ticketKeys, PreSharedKeys = keys };
        clientOptions = new TlsClientOptions
        {
            Identities = clientIdentity is null ? [] : [clientIdentity],
            Authenticator = ofServer,
            Policy = policy,
            Sessions = sessions,
            PreSharedKeys = keys,
            ServerName = ServerName,
        };
        serverAnswers = new Answers(serverOptions);
        clientAnswers = new Answers(clientOptions);
    }

    /// <summary>A whole handshake; with tickets, the client has read them.</summary>
    public void Run()
    {
        var (atClient, atServer) = Establish();
        using var ofClient = atClient;
        using var ofServer = atServer;
        var tickets = atServer.TakeUnsent().AsSpan();
        while (atClient.Opener.Open(tickets, TimeSpan.Zero, ranges, out _) is > 0 and var done) tickets = tickets[done..];
    }

    /// <summary>A whole handshake and the connection it leaves, which is the caller's.</summary>
    public (EstablishedConnection Client, EstablishedConnection Server) Establish()
    {
        using var client = TlsHandshake.Client(clientOptions, null, Entropy.System);
        using var server = TlsHandshake.Server(serverOptions, null, Entropy.System);
        var clientIsDone = false;
        var serverIsDone = false;
        while (!clientIsDone || !serverIsDone)
        {
            clientIsDone = Go(client, clientAnswers, server);
            serverIsDone = Go(server, serverAnswers, client);
        }

        return (client.Establish(), server.Establish());
    }

    public void Dispose()
    {
        sessions?.Dispose();
        ticketKeys?.Dispose();
        preSharedKey?.Dispose();
    }

    /// <summary>Goes as far as it can; true when the handshake is done.</summary>
    private static bool Go(TlsHandshake handshake, Answers answers, TlsHandshake other)
    {
        while (true)
        {
            switch (handshake.Advance())
            {
                case HandshakeStatus.HaveOutput:
                    handshake.Output.CopyTo(other.FreeInput());
                    other.Received(handshake.Output.Length);
                    handshake.OutputSent();
                    break;
                case HandshakeStatus.Question:
                    answers.AnswerAsync(handshake.Question!, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                    break;
                case HandshakeStatus.NeedInput:
                    return false;
                case HandshakeStatus.Complete:
                    return true;
                default:
                    throw handshake.Error!;
            }
        }
    }

    private static RuleAuthenticator Rules(CertificateValidator? validator, PeerRule rule) => new(validator, [new NamedRule("client", rule)]);

    private static (TlsIdentity? Server, TlsIdentity? Client, PeerAuthenticator OfClient, PeerAuthenticator OfServer) RawKeys()
    {
        var (server, client) = (Key(), Key());
        return (new TlsIdentity(server), new TlsIdentity(client), Rules(null, new PinRule(Pin(client))), new ServerAuthenticator([Pin(server)]));

        static string Pin(PrivateKey key) => RawPublicKey.Parse(key.SubjectPublicKeyInfo).Pin;
    }

    private static (TlsIdentity? Server, TlsIdentity? Client, PeerAuthenticator OfClient, PeerAuthenticator OfServer) Certificates()
    {
        var clock = TimeProvider.System;
        var authority = CertificateAuthority.CreateAsync("Benchmark", Key(), clock.GetUtcNow()).AsTask().GetAwaiter().GetResult();
        var validator = new CertificateValidator(new TrustAnchors([authority.Certificate]));
        return (Issue(ServerName), Issue("client.test"), Rules(validator, new AnyVerifiedPeer()), new ServerAuthenticator(validator));

        TlsIdentity Issue(string name)
        {
            var key = Key();
            var request = new LeafRequest { SubjectPublicKeyInfo = key.SubjectPublicKeyInfo, CommonName = name, DnsNames = [name] };
            return new TlsIdentity([authority.IssueAsync(request, clock.GetUtcNow()).AsTask().GetAwaiter().GetResult()], key);
        }
    }

    private static PrivateKey Key() => SoftwareKey.Generate(SignatureScheme.ecdsa_secp256r1_sha256);
}
