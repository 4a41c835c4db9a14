using System.Security.Cryptography;
using Adit.Tls.Policy;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Records;

/// <summary>Application data sealed where it stands gives the records that sealing from elsewhere gives. References: RFC 9846 5.2, 4.7.3.</summary>
public sealed class SealInPlaceTests
{
    private const CipherSuite Suite = CipherSuite.TLS_AES_128_GCM_SHA256;
    private const int SlotContent = 100;

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(350)]
    public void The_records_of_slots_are_those_of_a_copy(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        using var copying = Sealer(records: 1000);
        using var inPlace = Sealer(records: 1000);
        Assert.Equal(Copied(copying, content), Slotted(inPlace, content));
    }

    [Fact]
    public void A_key_update_that_is_due_comes_before_the_slots()
    {
        var content = RandomNumberGenerator.GetBytes(250);
        using var copying = Sealer(records: 3);
        using var inPlace = Sealer(records: 3);
        for (var i = 0; i < 3; i++) Assert.Equal(Copied(copying, content), Slotted(inPlace, content));
        Assert.Equal(2, inPlace.KeyUpdates);
    }

    private static RecordSealer Sealer(ulong records) =>
        new(RecordForge.Protection(Suite), new KeyUpdateDebt(), new KeyLimits { Records = records }, SlotContent);

    private static byte[] Copied(RecordSealer sealer, byte[] content)
    {
        var output = new byte[1024];
        return output[..sealer.Seal(content, output, TimeSpan.Zero, out _)];
    }

    private static byte[] Slotted(RecordSealer sealer, byte[] content)
    {
        var slots = new byte[1024];
        foreach (var (i, piece) in content.Chunk(SlotContent).Index())
            piece.CopyTo(slots, RecordSealer.KeyUpdateLength + (i * (SlotContent + RecordFormat.Overhead)) + RecordFormat.HeaderLength);
        return sealer.SealSlots(slots, content.Length, SlotContent, TimeSpan.Zero).ToArray();
    }
}
