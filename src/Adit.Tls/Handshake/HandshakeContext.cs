using Adit.Tls.Certificates;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Cryptography.KeyExchange;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Records;
using Adit.Tls.Schedule;
using Adit.Tls.Sessions;

namespace Adit.Tls.Handshake;

/// <summary>
/// What outlives a single state: the transcript, the keys, and the evidence as it grows. The one mutable place of a handshake;
/// it owns what is disposable. Not thread-safe.
/// </summary>
internal sealed class HandshakeContext(TlsPolicy policy, Entropy entropy, PeerEvidence evidence) : IDisposable
{
    private readonly List<EphemeralKey> ephemeralKeys = [];
    private readonly List<OfferedPsk> preSharedKeys = [];
    private KeySchedule? schedule;

    public TlsPolicy Policy => policy;

    public Entropy Entropy => entropy;

    /// <summary>When our keys are renewed, once the connection stands.</summary>
    public KeyLimits KeyLimits { get; init; } = KeyLimits.Default;

    /// <summary>The certificates of peers that were let in before, and of this one once it is.</summary>
    public required KnownCertificates KnownCertificates { get; init; }

    /// <summary>What clients that were let in offered; null at a client.</summary>
    public KnownOffers? KnownOffers { get; init; }

    public Transcript Transcript { get; } = new();

    /// <summary>What is known of the peer so far.</summary>
    public PeerEvidence Evidence { get; set; } = evidence;

    /// <summary>What let the peer in; null until it was decided.</summary>
    public Decision? Decision { get; set; }

    /// <summary>Is told the traffic secrets and the exporter's, where the owner of the handshake wants it; null where not. RFC 9850.</summary>
    public IKeyLog? KeyLog { get; init; }

    /// <summary>The random of the ClientHello, the first and the second.</summary>
    public ReadOnlyMemory<byte> ClientRandom { get; set; }

    /// <summary>True when the hello of this handshake asks for the middlebox compatibility of RFC 9846 E.4.</summary>
    public bool MiddleboxCompatibility { get; set; }

    /// <summary>The longest content of a protected record that the peer takes. RFC 8449 4.</summary>
    public int MaxContentLength { get; set; } = RecordFormat.MaxContentLength;

    /// <summary>What to do with early data, which is never accepted.</summary>
    public EarlyData EarlyData { get; set; }

    /// <summary>The keys whose shares the peer has, or gets with the next hello.</summary>
    public IReadOnlyList<EphemeralKey> EphemeralKeys => ephemeralKeys;

    /// <summary>The pre-shared keys in play: those a client offers, or the one a server found. Owned here, until the key schedule begins.</summary>
    public IReadOnlyList<OfferedPsk> PreSharedKeys => preSharedKeys;

    /// <summary>The pre-shared key that both ends were given and use; null where they use certificates.</summary>
    public PreSharedKey? AgreedPsk { get; private set; }

    /// <summary>The session that is resumed; null where none is.</summary>
    public TlsSession? ResumedSession { get; private set; }

    /// <summary>What the peer showed when the session that is resumed began; null where none is resumed, or it showed nothing.</summary>
    public PresentedCredential? ShownBefore => ResumedSession?.Shown(policy.CertificateSignatureSchemes);

    /// <summary>True where nobody shows a certificate.</summary>
    public bool IsByPsk => AgreedPsk is not null || ResumedSession is not null;

    /// <summary>Client: which sessions fit this connection; null where none is resumed or kept.</summary>
    public string? SessionKey { get; init; }

    /// <summary>Server: what the tickets of this connection are bound to; null where none are issued.</summary>
    public byte[]? TicketBinding { get; set; }

    /// <summary>True where tickets may come of this handshake: one by a provisioned key needs none, for the key is there the next time too.</summary>
    public bool IsResumable => AgreedPsk is null && (SessionKey is not null || TicketBinding is not null);

    /// <summary>When the peer was let in.</summary>
    public DateTimeOffset DecidedAt { get; set; }

    /// <summary>What the server stapled to its leaf, once that is judged.</summary>
    public ReadOnlyMemory<byte>? StapledOcspResponse { get; set; }

    /// <summary>What a ticket of this connection resumes: the session that this one resumes, under the suite of this one, or a new one.</summary>
    public TlsSession Session => ResumedSession is { } resumed
        ? resumed with { CipherSuite = Negotiated.CipherSuite }
        : TlsSession.Of(Evidence, Negotiated.CipherSuite, StapledOcspResponse, DecidedAt);

    /// <summary>The key schedule, once the suite is known.</summary>
    public KeySchedule Schedule => schedule ?? throw new InvalidOperationException("The key schedule begins with the ServerHello.");

    public NegotiatedParameters Negotiated
    {
        get => Evidence.Negotiated ?? throw new InvalidOperationException("Nothing is negotiated yet.");
        set => Evidence = Evidence with { Negotiated = value };
    }

    /// <summary>The secrets that exist at this moment, by name.</summary>
    public IEnumerable<string> LiveSecrets =>
        ephemeralKeys.Select(key => $"ephemeral {Iana.Name(key.Group)}").Concat(preSharedKeys.Select(_ => "psk")).Concat(schedule?.Live.Select(name => name.ToString()) ?? []);

    /// <summary>Gets an ephemeral key that lives until it agreed or was forgotten.</summary>
    public EphemeralKey NewEphemeralKey(NamedGroup group)
    {
        var key = entropy.NewKey(policy.KeyExchange(group));
        ephemeralKeys.Add(key);
        return key;
    }

    public EphemeralKey? EphemeralKeyFor(NamedGroup group) => ephemeralKeys.Find(key => key.Group == group);

    public void ForgetEphemeralKeys()
    {
        foreach (var key in ephemeralKeys) key.Dispose();
        ephemeralKeys.Clear();
    }

    /// <summary>Takes over pre-shared keys.</summary>
    public void AddPreSharedKeys(IEnumerable<OfferedPsk> keys) => preSharedKeys.AddRange(keys);

    /// <summary>Forgets the pre-shared keys that cannot be used with a suite of this hash.</summary>
    public void KeepPreSharedKeysOf(HashFunction hash)
    {
        foreach (var other in preSharedKeys.Where(psk => psk.Hash != hash)) other.Dispose();
        preSharedKeys.RemoveAll(psk => psk.Hash != hash);
    }

    /// <summary>Begins the key schedule with a shared secret, which the caller overwrites, and the transcript up to the ServerHello.</summary>
    /// <param name="suite">The cipher suite.</param>
    /// <param name="sharedSecret">Of the key exchange.</param>
    /// <param name="psk">The pre-shared key that was agreed on, one of <see cref="PreSharedKeys"/>; null where there is none.</param>
    public void EnterHandshake(CipherSuite suite, ReadOnlySpan<byte> sharedSecret, OfferedPsk? psk)
    {
        ForgetEphemeralKeys();
        schedule = new KeySchedule(HashFunction.Of(suite), psk is null ? [] : psk.Reveal());
        AgreedPsk = psk?.Source;
        ResumedSession = psk?.Session;
        if (ResumedSession is { } session) Evidence = Evidence with { AuthenticatedAt = session.AuthenticatedAt };
        ForgetPreSharedKeys();
        schedule.EnterHandshake(sharedSecret, Transcript.CurrentHash());
        Log("CLIENT_HANDSHAKE_TRAFFIC_SECRET", SecretName.ClientHandshakeTraffic);
        Log("SERVER_HANDSHAKE_TRAFFIC_SECRET", SecretName.ServerHandshakeTraffic);
    }

    /// <summary>The key schedule goes on with the transcript up to the server's Finished.</summary>
    public void EnterApplication()
    {
        Schedule.EnterApplication(Transcript.CurrentHash(), IsResumable);
        Log("CLIENT_TRAFFIC_SECRET_0", SecretName.ClientApplicationTraffic);
        Log("SERVER_TRAFFIC_SECRET_0", SecretName.ServerApplicationTraffic);
        Log("EXPORTER_SECRET", SecretName.Exporter);
    }

    /// <summary>The peer's Finished has shown that it holds the pre-shared key, where one is used.</summary>
    public void NotePskProof()
    {
        if (AgreedPsk is { } psk) Evidence = Evidence with { Proof = new PskProof(psk.IdentityText) };
    }

    /// <summary>The schedule goes to whoever carries the connection on.</summary>
    public KeySchedule ReleaseSchedule()
    {
        var released = Schedule;
        schedule = null;
        return released;
    }

    public void Dispose()
    {
        ForgetEphemeralKeys();
        ForgetPreSharedKeys();
        schedule?.Dispose();
        Transcript.Dispose();
    }

    private void Log(string label, SecretName secret) => KeyLog?.Write(label, ClientRandom.Span, Schedule[secret].Reveal());

    private void ForgetPreSharedKeys()
    {
        foreach (var psk in preSharedKeys) psk.Dispose();
        preSharedKeys.Clear();
    }
}
