using System.Runtime.CompilerServices;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Records as short as the peer wants them. References: RFC 8449.</summary>
public sealed class RecordSizeLimitTests
{
    [Fact]
    public void The_client_says_what_it_takes_and_the_server_answers()
    {
        using var pair = Tampered(_ => { }, null);
        var hello = (ClientHello)HandshakeMessage.Read(pair.FromClient.Seen[0].Content);
        Assert.Equal(0x4001, hello.RecordSizeLimit);
        Assert.Equal(0x4001, EncryptedOf(pair).RecordSizeLimit);
    }

    [Fact]
    public void A_client_that_says_nothing_gets_no_answer()
    {
        using var pair = Tampered(hello => hello.Extensions.RemoveAll(e => e.Type == ExtensionType.record_size_limit), null);
        Assert.Null(EncryptedOf(pair).RecordSizeLimit);
    }

    [Flaw(50)]
    [Theory]
    [InlineData(64)]
    [InlineData(512)]
    [InlineData(0x4000)]
    public void The_server_keeps_to_the_limit_of_the_client(int limit)
    {
        using var pair = Tampered(hello => hello[ExtensionType.record_size_limit] = [(byte)(limit >> 8), (byte)limit], null);
        AssertFits(Records(pair.FromServer), limit);
        if (limit < 0x4000) Assert.Contains(Records(pair.FromServer), r => r.Length == limit + 16);
    }

    [Flaw(50)]
    [Theory]
    [InlineData(64)]
    [InlineData(512)]
    public void The_client_takes_up_the_limit_of_the_server(int limit)
    {
        using var pair = Tampered(null, encrypted => WithLimit(encrypted, limit));
        Assert.Equal(limit - 1, ContextOf(pair.Client).MaxContentLength);
    }

    [Flaw(50)]
    [Theory]
    [InlineData(64)]
    [InlineData(512)]
    public void A_whole_connection_stands_on_records_of_the_limit_both_ways(int limit)
    {
        using var pair = new HandshakePair();
        pair.Watching = (role, _) => ContextOf(pair.Of(role)).MaxContentLength = limit - 1;
        pair.Run();
        pair.AssertComplete();
        using var client = pair.Establish(TlsRole.Client);
        using var server = pair.Establish(TlsRole.Server);
        AssertFits(Records(pair.FromClient).Concat(Records(pair.FromServer)), limit);
        AssertExchange(client, server, limit);
        AssertExchange(server, client, limit);
    }

    [Flaw(50)]
    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    public void A_limit_below_64_is_refused(int limit)
    {
        using var atServer = Tampered(hello => hello[ExtensionType.record_size_limit] = [(byte)(limit >> 8), (byte)limit], null);
        atServer.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, text: "64 is the least");
        using var atClient = Tampered(null, encrypted => WithLimit(encrypted, limit));
        atClient.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, text: "64 is the least");
    }

    [Flaw(50)]
    [Fact]
    public void A_server_tolerates_a_limit_beyond_its_own_and_a_client_does_not()
    {
        using var atServer = Tampered(hello => hello[ExtensionType.record_size_limit] = [0xff, 0xff], null);
        Assert.Equal(0x4001, EncryptedOf(atServer).RecordSizeLimit);
        using var atClient = Tampered(null, encrypted => WithLimit(encrypted, 0x4002));
        atClient.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, text: "16385 is the most");
    }

    [Fact]
    public void Another_length_is_a_decode_error()
    {
        using var shorter = Tampered(hello => hello[ExtensionType.record_size_limit] = [64], null);
        shorter.AssertRefusedBy(TlsRole.Server, AlertDescription.decode_error);
        using var longer = Tampered(hello => hello[ExtensionType.record_size_limit] = [1, 0, 0], null);
        longer.AssertRefusedBy(TlsRole.Server, AlertDescription.decode_error);
    }

    [Flaw(50)]
    [Fact]
    public void Max_fragment_length_beside_it_is_passed_over_by_a_server_and_refused_by_a_client()
    {
        using var atServer = Tampered(hello => hello[ExtensionType.max_fragment_length] = [1], null);
        Assert.Equal(0x4001, EncryptedOf(atServer).RecordSizeLimit);
        Assert.False(EncryptedOf(atServer).Extensions.Has(ExtensionType.max_fragment_length));
        using var atClient = Tampered(null, encrypted => With(encrypted, 0, 1, 0, 1, 1));
        atClient.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, text: "max_fragment_length");
    }

    [Flaw(50)]
    [Fact]
    public void A_record_beyond_our_own_limit_is_a_record_overflow()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Replace(HandshakeType.encrypted_extensions, p => [new Piece(p.Epoch, p.Type, p.Content) { Padding = 0x4001 - p.Content.Length }]);
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.record_overflow);
    }

    /// <summary>A handshake in which the one or the other says something else; the transcripts differ then, and where nothing else is wrong that ends it.</summary>
    private static HandshakePair Tampered(Action<EditableHello>? hello, Func<byte[], byte[]>? encrypted)
    {
        var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => hello is null ? flight : flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello));
        pair.FromServer.Tamper = flight => encrypted is null ? flight : flight.Change(HandshakeType.encrypted_extensions, encrypted);
        return pair.Run();
    }

    private static EncryptedExtensions EncryptedOf(HandshakePair pair) =>
        (EncryptedExtensions)HandshakeMessage.Read(pair.FromServer.Seen.Single(p => p.Message == HandshakeType.encrypted_extensions).Content);

    private static byte[] WithLimit(byte[] encrypted, int limit)
    {
        ReadOnlySpan<byte> head = [0, (byte)ExtensionType.record_size_limit, 0, 2];
        var at = MemoryExtensions.IndexOf(encrypted, head);
        encrypted[at + 4] = (byte)(limit >> 8);
        encrypted[at + 5] = (byte)limit;
        return encrypted;
    }

    private static byte[] With(byte[] encrypted, params byte[] extension)
    {
        byte[] body = [.. encrypted.AsSpan(HandshakeMessage.HeaderLength + 2), .. extension];
        return Flight.Message(HandshakeType.encrypted_extensions, [(byte)(body.Length >> 8), (byte)body.Length, .. body]);
    }

    private static void AssertExchange(EstablishedEnd from, EstablishedEnd to, int limit)
    {
        var data = new byte[10 * limit];
        var records = from.Seal(data);
        Assert.Equal(11, Records(records).Count());
        AssertFits(Records(records), limit);
        Assert.Equal(data, to.Open(records));
    }

    /// <summary>The limit is without the tag, and only for protected records.</summary>
    private static void AssertFits(IEnumerable<RecordHeader> records, int limit) =>
        Assert.All(records.Where(r => r.Type == ContentType.application_data), r => Assert.InRange(r.Length, 1, limit + 16));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "context")]
    private static extern ref HandshakeContext ContextOf(TlsHandshake handshake);

    private static IEnumerable<RecordHeader> Records(WireTap tap) => tap.Flights.SelectMany(Records);

    private static IEnumerable<RecordHeader> Records(byte[] bytes)
    {
        for (var start = 0; RecordHeader.TryRead(bytes.AsSpan(start), out var header); start += header.RecordLength) yield return header;
    }
}
