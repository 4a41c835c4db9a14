using Adit.Tls.Cryptography.KeyExchange;
using Adit.Tls.Messages;
using Adit.Tls.Policy;
using Adit.Tls.Tests.Handshake.StateMachine;
using Adit.Tls.Tests.Sessions;

namespace Adit.Tls.Tests.Handshake;

/// <summary>What our hellos have to say, and what they never say. References: RFC 9846 9.2, B.3.1.4, E.5.</summary>
public sealed class WrittenHellosTests
{
    private const ExtensionType TruncatedHmac = (ExtensionType)4;

    private static readonly TlsClientOptions Retried = Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) };

    [Fact]
    [Requirement("RFC9846-9.2-01", "RFC9846-9.2-02", "RFC9846-9.2-03", "RFC9846-9.2-04", "RFC9846-9.2-05", "RFC9846-9.2-06", "RFC9846-9.2-09", "RFC9846-9.2-10", "RFC9846-9.2-11", "RFC9846-9.2-13")]
    public void A_client_that_looks_at_certificates_says_all_that_is_mandatory()
    {
        foreach (var hello in HellosOf(Retried, Endpoints.Server).Client)
        {
            Assert.Superset(
                new HashSet<ExtensionType>
                {
                    ExtensionType.supported_versions, ExtensionType.signature_algorithms, ExtensionType.signature_algorithms_cert,
                    ExtensionType.supported_groups, ExtensionType.key_share, ExtensionType.server_name,
                },
                TypesOf(hello));
            Assert.Equal([2, 3, 4], hello[ExtensionType.supported_versions]);
        }
    }

    [Fact]
    [Requirement("RFC9846-9.2-02", "RFC9846-9.2-03", "RFC9846-9.2-05", "RFC9846-9.2-06", "RFC9846-9.2-07", "RFC9846-9.2-08", "RFC9846-9.2-09")]
    public void A_client_with_a_pre_shared_key_says_its_modes_too()
    {
        var byKey = Scenario.All.First(s => s.ClientOptions.PreSharedKeys.Count > 0);
        var (client, server) = HellosOf(byKey.ClientOptions, byKey.ServerOptions);
        Assert.Superset(new HashSet<ExtensionType> { ExtensionType.supported_versions, ExtensionType.supported_groups, ExtensionType.key_share, ExtensionType.psk_key_exchange_modes, ExtensionType.pre_shared_key }, TypesOf(client[0]));
        Assert.Equal([1, 1], client[0][ExtensionType.psk_key_exchange_modes]);
        Assert.Equal(new HashSet<ExtensionType> { ExtensionType.supported_versions, ExtensionType.key_share, ExtensionType.pre_shared_key }, TypesOf(server[0]));
    }

    [Fact]
    [Requirement("RFC9846-4.7.1-02", "RFC9846-9.2-02", "RFC9846-9.2-04", "RFC9846-9.2-07", "RFC9846-9.2-08")]
    public void A_client_that_resumes_says_what_it_would_say_and_the_ticket()
    {
        using var ends = new ResumingEnds();
        ends.Connect();
        var hello = EditableHello.Read(ends.AssertResumes().FirstFlight[5..]);
        Assert.Superset(new HashSet<ExtensionType> { ExtensionType.signature_algorithms, ExtensionType.psk_key_exchange_modes, ExtensionType.pre_shared_key }, TypesOf(hello));
    }

    [Fact]
    [Requirement("RFC9846-9.2-02", "RFC9846-9.2-03", "RFC9846-9.2-06")]
    public void A_server_selects_version_and_share_in_its_hello_and_in_a_retry()
    {
        var (_, server) = HellosOf(Retried, Endpoints.Server);
        Assert.Equal(2, server.Count);
        Assert.All(server, hello => Assert.Equal(new HashSet<ExtensionType> { ExtensionType.supported_versions, ExtensionType.key_share }, TypesOf(hello)));
        Assert.All(server, hello => Assert.Equal([3, 4], hello[ExtensionType.supported_versions]));
    }

    [Fact]
    [Requirement("RFC9846-E.5-08")]
    public void The_versions_where_older_ones_had_theirs_are_those_of_TLS_1_2()
    {
        var (client, server) = HellosOf(Retried, Endpoints.Server);
        Assert.All(client.Concat(server), hello => Assert.Equal(0x0303, hello.Version));
    }

    [Fact]
    [Requirement("RFC9846-B-01", "RFC9846-B.3.1.4-01", "RFC9846-E.5-02", "RFC9846-E.5-03", "RFC9846-E.5-11")]
    public void Nothing_that_is_obsolete_is_offered()
    {
        var everything = new TlsPolicy("all", [.. KeyExchangeGroups.All.Names], TlsPolicy.Modern.CipherSuites, TlsPolicy.Modern.SignatureSchemes);
        var hello = HellosOf(Endpoints.Client with { Policy = everything }, Endpoints.Server with { Policy = everything }).Client[0];
        Assert.All(hello.Suites, suite => Assert.Equal(0x13, suite >> 8)); // AEAD and hash: no RC4, nothing weaker than 128 bits
        Assert.DoesNotContain(TruncatedHmac, TypesOf(hello));
        Assert.DoesNotContain(ExtensionType.early_data, TypesOf(hello));
        Assert.Equal([0], hello.Compression);
        var groups = hello[ExtensionType.supported_groups];
        for (var i = 2; i < groups.Length; i += 2)
        {
            var group = (groups[i] << 8) | groups[i + 1];
            Assert.False(group is <= 0x0016 or (>= 0x001a and <= 0x001c) or 0xff01 or 0xff02, $"0x{group:x4} is obsolete.");
        }
    }

    private static (IReadOnlyList<EditableHello> Client, IReadOnlyList<EditableHello> Server) HellosOf(TlsClientOptions client, TlsServerOptions server)
    {
        using var pair = new HandshakePair(client, server);
        foreach (var tap in new[] { pair.FromClient, pair.FromServer }) tap.Tamper = flight => flight;
        pair.Run().AssertComplete();
        return (Read(pair.FromClient), Read(pair.FromServer));

        static IReadOnlyList<EditableHello> Read(WireTap tap) =>
            [.. tap.Seen.Where(p => p.Message is HandshakeType.client_hello or HandshakeType.server_hello).Select(p => EditableHello.Read(p.Content))];
    }

    private static HashSet<ExtensionType> TypesOf(EditableHello hello) => [.. hello.Extensions.Select(e => e.Type)];
}
