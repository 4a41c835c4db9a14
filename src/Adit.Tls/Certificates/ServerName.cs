using System.Net;
using Adit.Tls.Certificates.Names;

namespace Adit.Tls.Certificates;

/// <summary>
/// The name a server is reached by, to be found among the subject alternative names of its certificate. A common name never counts.
/// References: RFC 9525 6.
/// </summary>
internal sealed class ServerName
{
    private readonly string? dnsName;
    private readonly IPAddress? address;

    private ServerName(string? dnsName, IPAddress? address)
    {
        this.dnsName = dnsName;
        this.address = address;
    }

    /// <summary>Reads a DNS name (one dot may end it) or an IP address (a zone is left out of account); null when it is neither.</summary>
    public static ServerName? TryParse(string name)
    {
        if (name.Contains(':', StringComparison.Ordinal))
            return IPAddress.TryParse(name, out var v6) && !name.Contains('[', StringComparison.Ordinal) ? new(null, new IPAddress(v6.GetAddressBytes())) : null;
        // Forms such as 127.1 or 0x7f000001 are read as addresses by some and as names by others: they are neither here.
        if (IPAddress.TryParse(name, out var v4))
            return v4.ToString() == name ? new(null, v4) : null;

        var dnsName = name.EndsWith('.') ? name[..^1] : name;
        return HostName.IsOne(dnsName) ? new(dnsName, null) : null;
    }

    public bool IsAddress => address is not null;

    public bool IsAmong(SubjectAlternativeNames names) => address is not null
        ? names.IpAddresses.Any(a => a.Equals(address))
        : names.DnsNames.Any(Matches);

    // RFC 9525 6.3: ASCII case does not matter; a wildcard is the whole left-most label and stands for exactly one label.
    // This name has been checked, so that a presented name which equals it (or its rest) is well-formed too.
    private bool Matches(string presented)
    {
        if (dnsName!.Equals(presented, StringComparison.OrdinalIgnoreCase))
            return true;

        var firstDot = dnsName.IndexOf('.', StringComparison.Ordinal);
        return firstDot > 0
            && presented.StartsWith("*.", StringComparison.Ordinal)
            && dnsName.AsSpan(firstDot).Equals(presented.AsSpan(1), StringComparison.OrdinalIgnoreCase);
    }
}
