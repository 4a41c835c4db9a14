using System.Net;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;

namespace Adit.Tls;

/// <summary>What the options of both ends must keep to, found when they are given and not at the first handshake.</summary>
internal static class EndpointRules
{
    /// <summary>Of the 65,535 bytes that all extensions have together (RFC 9846 4.2.2): what leaves room for the largest of the others.</summary>
    private const int MaxApplicationProtocols = 16 << 10;

    public static void Check(IReadOnlyList<TlsIdentity> identities, PeerAuthenticator authenticator, TlsPolicy policy, IReadOnlyList<string> applicationProtocols)
    {
        Libsodium.RequireLoaded();
        foreach (var identity in identities)
        {
            if (OwnChain.WhyNot(identity.Chain) is { } fault) throw new ArgumentException(fault);
            if (!identity.Key.SignatureSchemes.Any(policy.SignatureSchemes.Contains))
                throw new ArgumentException($"The key of {identity.Title} signs with {string.Join(", ", identity.Key.SignatureSchemes.Select(Iana.Name))}, none of which the policy {policy.Name} lists: add one, or take another key.");
        }

        var types = authenticator.CertificateTypes;
        if (types.Count == 0 || types.Distinct().Count() != types.Count || !types.All(Enum.IsDefined))
            throw new ArgumentException($"The authenticator takes the certificate types \"{string.Join(", ", types)}\": let it take X509, RawPublicKey, or both, each once.");

        foreach (var protocol in applicationProtocols)
        {
            if (protocol.Length is 0 or > 255 || !protocol.All(char.IsAscii))
                throw new ArgumentException($"The ALPN protocol {Quoted.Text(protocol)} is not 1 to 255 ASCII characters (RFC 7301 3.1): take the name that IANA has, like h2.");
        }

        var length = applicationProtocols.Sum(protocol => protocol.Length + 1);
        if (length > MaxApplicationProtocols) throw new ArgumentException($"The ALPN protocols take {length} bytes of a ClientHello together, and {MaxApplicationProtocols} is the most: name fewer.");
    }

    public static void CheckPreSharedKeys(IReadOnlyList<PreSharedKey> keys, TlsPolicy policy)
    {
        foreach (var key in keys)
        {
            if (!policy.CipherSuites.Any(key.GoesWith))
                throw new ArgumentException($"The pre-shared key \"{key.IdentityText}\" is for {key.Hash.Name}, and the policy {policy.Name} has no cipher suite with that hash: add one, or import the key.");
        }
    }

    public static void CheckKeyLimits(KeyLimits limits)
    {
        if (limits.Bytes < KeyLimits.MinBytes)
            throw new ArgumentException($"Keys would be renewed after {limits.Bytes} bytes; {KeyLimits.MinBytes} are the least.");
        if (limits.Age <= TimeSpan.Zero) throw new ArgumentException("Keys would be renewed at an age of nothing; give a time.");
    }

    /// <summary>RFC 6066 3: a DNS name in ASCII, or an IP address.</summary>
    public static void CheckServerName(string name)
    {
        if (IPAddress.TryParse(name, out _)) return;
        var host = name.TrimEnd('.');
        if (host.Length is 0 or > 253 || !host.Split('.').All(IsLabel))
            throw new ArgumentException($"The server name \"{name}\" is neither a DNS name (letters, digits, hyphens; international ones in their xn-- form) nor an IP address.");
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
