using System.Formats.Asn1;
using System.Numerics;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Tests.Cryptography.Signatures;

public sealed class EcdsaSignatureValueTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(66)]
    public void Its_DER_is_what_ASN_1_says_and_reads_back(int field)
    {
        byte[][] values =
        [
            new byte[field],
            [.. new byte[field - 1], 1],
            [.. new byte[field - 1], 0x80],
            [0, 0x7F, .. new byte[field - 2]],
            [0, 0x80, .. new byte[field - 2]],
            [1, .. new byte[field - 1]],
            [.. Enumerable.Repeat((byte)0xFF, field)],
        ];
        foreach (var r in values)
        {
            foreach (var s in values)
            {
                var writer = new AsnWriter(AsnEncodingRules.DER);
                using (writer.PushSequence())
                {
                    writer.WriteInteger(new BigInteger(r, isUnsigned: true, isBigEndian: true));
                    writer.WriteInteger(new BigInteger(s, isUnsigned: true, isBigEndian: true));
                }
                var back = new byte[2 * field];
                Assert.Equal(writer.Encode(), EcdsaSignatureValue.FromP1363([.. r, .. s]));
                Assert.True(EcdsaSignatureValue.TryToP1363(writer.Encode(), back));
                Assert.Equal([.. r, .. s], back);
            }
        }
    }

    [Theory]
    [InlineData("30 06 02 01 81 02 01 01")] // negative
    [InlineData("30 06 02 01 01 02 01 81")]
    [InlineData("30 07 02 02 00 01 02 01 01")] // a zero too many
    [InlineData("30 81 06 02 01 01 02 01 01")] // a length in the long form
    [InlineData("30 80 02 01 01 02 01 01 00 00")] // a length without end
    [InlineData("30 06 02 01 01 02 01 01 00")] // something behind
    [InlineData("30 09 02 01 01 02 01 01 02 01 01")] // three numbers
    [InlineData("30 03 02 01 01")] // one
    [InlineData("30 05 02 00 02 01 01")] // no bytes
    [InlineData("30 08 02 03 01 00 00 02 01 01")] // longer than the field
    [InlineData("31 06 02 01 01 02 01 01")] // a set
    [InlineData("")]
    public void Any_other_encoding_is_refused(string der) => Assert.False(EcdsaSignatureValue.TryToP1363(Hex.Read(der), new byte[4]));
}
