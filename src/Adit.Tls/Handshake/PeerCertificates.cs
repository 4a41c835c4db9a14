using Adit.Tls.Certificates;
using Adit.Tls.Messages;

namespace Adit.Tls.Handshake;

/// <summary>Reads the certificates of a Certificate message. References: RFC 9846 4.5.1.</summary>
internal static class PeerCertificates
{
    public static IReadOnlyList<ParsedCertificate> Read(Certificate message)
    {
        // RFC 9846 4.5.1: within a handshake the context is empty, as the request's was.
        if (message.Context.Length != 0)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The peer's Certificate answers a request that was not made: its context is not empty.", "4.5.1");
        return [.. message.Entries.Select(ParsedCertificate.Parse)];
    }
}
