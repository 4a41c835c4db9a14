using System.Formats.Asn1;
using System.Net;

namespace Adit.Tls.Certificates.Names;

/// <summary>A block of IP addresses of one version. References: RFC 5280 4.2.1.10. Sizes: address and mask, 8 or 32 octets.</summary>
internal sealed class AddressSubtree : GeneralSubtree
{
    private readonly byte[] network;
    private readonly byte[] mask;

    /// <exception cref="AsnContentException">It has another size, or its mask is none of CIDR's.</exception>
    public AddressSubtree(ReadOnlySpan<byte> octets)
    {
        if (octets.Length is not (8 or 32))
            throw new AsnContentException($"An iPAddress of a subtree has {octets.Length} octets, not 8 or 32.");

        network = octets[..(octets.Length / 2)].ToArray();
        mask = octets[(octets.Length / 2)..].ToArray();
        var ones = mask.TakeWhile(octet => octet == 0xff).Count();
        var zeros = ones < mask.Length ? ~mask[ones] & 0xff : 0;
        if ((zeros & (zeros + 1)) != 0 || mask.Skip(ones + 1).Any(octet => octet != 0))
            throw new AsnContentException("The mask of an iPAddress of a subtree has a one after a zero.");
    }

    public override GeneralNameForm Form => GeneralNameForm.IpAddress;

    public override bool Covers(ConstrainedName name)
    {
        var address = name.Address.Span;
        if (address.Length != network.Length)
            return false;

        for (var i = 0; i < address.Length; i++)
        {
            if (((address[i] ^ network[i]) & mask[i]) != 0)
                return false;
        }

        return true;
    }

    public override bool Touches(ConstrainedName name) => Covers(name);
}
