using System.Security.Cryptography;
using Adit.Tls.Compression;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Records;
using Adit.Tls.Tests.Certificates;
using Adit.Tls.Tests.PreSharedKeys;
using Adit.Tls.Tests.Sessions;

namespace Adit.Tls.Tests.Handshake;

/// <summary>What middleboxes find in the first ClientHello: whether it has a key share, how long it is, and where its name stands. References: RFC 9846 4.2.2, 4.3.8.</summary>
public sealed class FirstHelloTests
{
    /// <summary>The payload of a TCP segment over Ethernet with timestamps.</summary>
    private const int Packet = 1448;

    private static readonly string LongestName = $"{new string('a', 63)}.{new string('b', 63)}.{new string('c', 63)}.{new string('d', 61)}";

    private static readonly TlsClientOptions Shareless = Endpoints.Client with { SendsKeyShare = false };

    [Fact]
    public void Without_a_key_share_the_server_asks_for_the_hybrid_and_gets_it()
    {
        using var pair = new HandshakePair(Shareless).Run();
        pair.AssertComplete();
        Assert.Empty(pair.Server.Evidence.Offer!.KeyShares);
        Assert.Equal(Shareless.Policy.Groups, pair.Server.Evidence.Offer.Groups);
        Assert.Equal(NamedGroup.X25519MLKEM768, pair.Client.Evidence.Negotiated!.Group);
        Assert.True(pair.Client.Evidence.Negotiated.HelloRetryRequest);
    }

    [Fact]
    public void Without_a_key_share_the_first_hello_is_short_and_the_second_as_long_as_one_with_it()
    {
        using var with = new HandshakePair().Run();
        using var without = new HandshakePair(Shareless).Run();
        Assert.InRange(without.FromClient.Flights[0].Length, 1, 512);
        Assert.InRange(without.FromClient.Flights[1].Length, with.FromClient.Flights[0].Length, Packet);
    }

    [Fact]
    public void A_hello_with_the_hybrid_fits_a_packet_until_it_has_a_ticket()
    {
        using var ends = new ResumingEnds();
        ends.Client = ends.Client with { CertificateCompressors = CertificateCompressor.All };
        Assert.InRange(ends.Connect().FirstFlight.Length, 1, Packet);
        Assert.InRange(ends.AssertResumes().FirstFlight.Length, Packet + 1, int.MaxValue);
    }

    [Fact]
    public void A_group_is_asked_for_out_of_the_policy_only()
    {
        using var pair = new HandshakePair(Shareless with { Policy = Endpoints.PolicyOf(NamedGroup.X25519MLKEM768) });
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, EditableHello.Edit(h => h[ExtensionType.key_share] = [0, 0x1d]));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.3.8", "x25519, which we did not offer");
    }

    [Fact]
    public void A_server_that_answers_without_a_share_of_ours_is_refused()
    {
        using var pair = new HandshakePair(Shareless, Endpoints.Server with { Policy = Endpoints.PolicyOf(NamedGroup.x25519) });
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(h => h[ExtensionType.key_share] = [0, 36, 0, 0x1d, 0, 32, 9, .. new byte[31]]));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.3.8", "for which we sent no share");
    }

    [Fact]
    public void A_retry_that_brings_a_cookie_and_asks_for_no_group_gets_the_cookie_and_still_no_share()
    {
        using var pair = new HandshakePair(Shareless);
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, EditableHello.Edit(h =>
        {
            h.Remove(ExtensionType.key_share);
            h[ExtensionType.cookie] = [0, 1, 9];
        }));
        pair.FromClient.Tamper = flight => flight;
        pair.Run();
        var second = EditableHello.Read(pair.FromClient.Seen.Last(p => p.Message == HandshakeType.client_hello).Content);
        Assert.Equal([0, 1, 9], second[ExtensionType.cookie]);
        Assert.Equal([0, 0], second[ExtensionType.key_share]);
    }

    [Fact]
    public void A_ticket_resumes_though_its_binder_is_made_twice()
    {
        using var ends = new ResumingEnds();
        ends.Client = ends.Client with { SendsKeyShare = false };
        ends.Connect();
        var second = ends.AssertResumes();
        Assert.True(second.OffersPsk);
        Assert.Empty(second.Server.Offer!.KeyShares);
        Assert.Equal(NamedGroup.X25519MLKEM768, second.Client.Negotiated!.Group);
    }

    [Fact]
    public void A_ticket_that_came_with_a_share_resumes_without_one()
    {
        using var ends = new ResumingEnds();
        ends.Connect();
        ends.Client = ends.Client with { SendsKeyShare = false };
        ends.AssertResumes();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_pre_shared_key_proves_itself_though_its_binder_is_made_twice(bool isImported)
    {
        using var key = new PreSharedKey("plc"u8, RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256, isImported);
        using var pair = new HandshakePair(PskEnds.Client(key) with { SendsKeyShare = false }, PskEnds.Server(key)).Run();
        pair.AssertComplete();
        Assert.True(pair.Client.Evidence.Negotiated!.HelloRetryRequest);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_name_stands_in_the_first_512_bytes_with_all_that_certificates_and_tickets_bring(bool sendsKeyShare)
    {
        using var ends = new ResumingEnds();
        ends.Server = ends.Server with { Identities = [Endpoints.Identity(Endpoints.ServerRecipe with { Dns = [LongestName] })], ApplicationProtocols = Protocols };
        ends.Client = Loaded(ends.Client, sendsKeyShare);
        ends.Connect();
        AssertNameStandsEarly(ends.AssertResumes().FirstFlight);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_name_stands_in_the_first_512_bytes_with_all_that_pre_shared_keys_bring(bool sendsKeyShare)
    {
        PreSharedKey[] keys = [.. Enumerable.Range(0, 20).Select(i => new PreSharedKey([.. new byte[200], (byte)i], RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256))];
        using var pair = new HandshakePair(Loaded(PskEnds.Client(keys), sendsKeyShare), PskEnds.Server(keys) with { ApplicationProtocols = Protocols }).Run();
        pair.AssertComplete();
        AssertNameStandsEarly(pair.FromClient.Flights[0]);
        foreach (var key in keys) key.Dispose();
    }

    private static string[] Protocols { get; } = [.. Enumerable.Range(0, 50).Select(i => $"{new string('p', 200)}{i}")];

    /// <summary>Every extension that an option brings, as long as it gets; our clients name no CAs at all.</summary>
    private static TlsClientOptions Loaded(TlsClientOptions options, bool sendsKeyShare) => options with
    {
        ServerName = LongestName,
        SendsKeyShare = sendsKeyShare,
        ApplicationProtocols = Protocols,
        CertificateCompressors = CertificateCompressor.All,
    };

    private static void AssertNameStandsEarly(byte[] flight)
    {
        var hello = EditableHello.Read(flight[RecordFormat.HeaderLength..]);
        Assert.Null(hello[ExtensionType.certificate_authorities]);
        Assert.Equal(ExtensionType.pre_shared_key, hello.Extensions[^1].Type);
        Assert.InRange(flight.Length, 10_000, int.MaxValue);
        var end = flight.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(LongestName)) + LongestName.Length;
        Assert.InRange(end, LongestName.Length, 512);
    }
}
