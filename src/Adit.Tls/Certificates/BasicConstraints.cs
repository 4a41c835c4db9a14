using System.Formats.Asn1;

namespace Adit.Tls.Certificates;

/// <summary>Whether a certificate is a CA's, and how many intermediates may follow it. References: RFC 5280 4.2.1.9.</summary>
/// <param name="IsAuthority">cA.</param>
/// <param name="PathLength">pathLenConstraint; null when there is no limit.</param>
internal sealed record BasicConstraints(bool IsAuthority, int? PathLength)
{
    public static BasicConstraints Read(AsnReader reader)
    {
        var sequence = reader.ReadSequence();
        // An explicit FALSE is not DER (it is the default), yet CAs in use write it.
        var isAuthority = sequence.HasData && sequence.PeekTag() == Asn1Tag.Boolean && sequence.ReadBoolean();
        int? pathLength = null;
        if (sequence.HasData)
        {
            if (!sequence.TryReadInt32(out var length) || length < 0)
                throw new AsnContentException("pathLenConstraint is negative or beyond all measure.");
            pathLength = length;
        }

        sequence.ThrowIfNotEmpty();
        return new BasicConstraints(isAuthority, pathLength);
    }
}
