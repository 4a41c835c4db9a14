using System.Security.Cryptography;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Records;
using Adit.Tls.Tests.PreSharedKeys;
using Adit.Tls.Tests.Records;
using Adit.Tls.Tests.Sessions;

namespace Adit.Tls.Tests.Handshake;

/// <summary>What a key log is told, where a handshake is given one. References: RFC 9850 2.2.</summary>
public sealed class KeyLogTests
{
    private static readonly string[] Labels =
        ["CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0", "EXPORTER_SECRET"];

    private readonly Lines client = new();
    private readonly Lines server = new();

    [Fact]
    public void Both_ends_tell_the_same_five_secrets_under_the_random_of_the_hello()
    {
        using var pair = new HandshakePair(Endpoints.Client with { UnsafeKeyLog = client }, Endpoints.Server with { UnsafeKeyLog = server }).Run();
        pair.AssertComplete();
        AssertAgreed(pair);
    }

    [Fact]
    public void After_a_retry_too()
    {
        using var pair = new HandshakePair(Endpoints.Client with { SendsKeyShare = false, UnsafeKeyLog = client }, Endpoints.Server with { UnsafeKeyLog = server }).Run();
        pair.AssertComplete();
        AssertAgreed(pair);
    }

    [Fact]
    public void Of_a_pre_shared_key_only_what_came_of_it_is_told()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        using var key = new PreSharedKey("plc"u8, secret, HashAlgorithmName.SHA256);
        using var pair = new HandshakePair(PskEnds.Client(key) with { UnsafeKeyLog = client }, PskEnds.Server(key) with { UnsafeKeyLog = server }).Run();
        pair.AssertComplete();
        AssertAgreed(pair);
        Assert.DoesNotContain(client.Secrets, told => told.SequenceEqual(secret));
    }

    [Fact]
    public void Each_resumed_connection_has_secrets_of_its_own()
    {
        using var ends = new ResumingEnds();
        ends.Client = ends.Client with { UnsafeKeyLog = client };
        ends.Connect();
        ends.AssertResumes();
        Assert.Equal([.. Labels, .. Labels], client.Labels);
        Assert.Equal(10, client.Secrets.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void What_was_told_opens_the_records()
    {
        using var pair = new HandshakePair(Endpoints.Client with { UnsafeKeyLog = client }).Run();
        pair.AssertComplete();
        using var end = pair.Establish(TlsRole.Client);
        using var forge = new RecordForge(pair.Client.Evidence.Negotiated!.CipherSuite, client.Secrets[2]);
        Assert.Equal([1, 2, 3], forge.Open(end.Seal([1, 2, 3])).Content);
    }

    [Fact]
    public void A_log_that_cannot_write_ends_the_handshake()
    {
        using var pair = new HandshakePair(serverOptions: Endpoints.Server with { UnsafeKeyLog = new Full() }).Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.internal_error, text: "no room");
    }

    private void AssertAgreed(HandshakePair pair)
    {
        var random = EditableHello.Read(pair.FromClient.Flights[0][RecordFormat.HeaderLength..]).Random;
        Assert.Equal(Labels, client.Labels);
        Assert.Equal(Labels, server.Labels);
        Assert.Equal(client.Secrets, server.Secrets);
        Assert.Equal(5, client.Secrets.Select(Convert.ToHexString).Distinct().Count());
        Assert.All(client.Randoms.Concat(server.Randoms), told => Assert.Equal(random, told));
    }

    private sealed class Lines : IKeyLog
    {
        public List<string> Labels { get; } = [];

        public List<byte[]> Randoms { get; } = [];

        public List<byte[]> Secrets { get; } = [];

        public void Write(string label, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> secret)
        {
            Labels.Add(label);
            Randoms.Add(clientRandom.ToArray());
            Secrets.Add(secret.ToArray());
        }
    }

    private sealed class Full : IKeyLog
    {
        public void Write(string label, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> secret) => throw new IOException("There is no room left.");
    }
}
