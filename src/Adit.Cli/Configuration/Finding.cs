using System.Net;
using Adit.Identity.Keys;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tunnel;
using Adit.Tunnel.Transport;

namespace Adit.Cli.Configuration;

/// <summary>What works and yet wants a look: a finding of <c>check</c> (exit 3), a warning at start.</summary>
/// <param name="Tunnel">The tunnel it is about.</param>
/// <param name="Code">What a script looks for.</param>
/// <param name="Message">A sentence that ends in what to do.</param>
internal sealed record Finding(string Tunnel, string Code, string Message)
{
    /// <summary>The code of an open door.</summary>
    public const string AuthenticationDisabled = "authentication_disabled";

    /// <summary>The code of a file that opens all traffic.</summary>
    public const string UnsafeKeyLog = "unsafe_keylog";

    /// <summary>What is said, at every start, of a key log.</summary>
    public static string OfKeyLog(string file) =>
        $"UNSAFE: the secrets of every connection are written to {file}, and whoever reads that file reads all of the traffic; take the option away and destroy the file as soon as the fault is found.";

    /// <summary>The findings about a tunnel at a time.</summary>
    public static IEnumerable<Finding> Of(LoadedTunnel tunnel, DateTimeOffset now)
    {
        var (options, end) = tunnel;
        var name = options.Name;
        foreach (var certificate in end.Identities.SelectMany(identity => identity.Chain))
        {
            if (OfExpiry(certificate, "certificate", now) is var (code, message)) yield return new Finding(name, code, message);
        }

        foreach (var leaf in end.Identities.Select(identity => identity.Leaf).OfType<ParsedCertificate>())
        {
            if (leaf.FaultAs(options.Mode == TunnelMode.Server ? TlsRole.Server : TlsRole.Client) is { } fault)
                yield return new Finding(name, "certificate_wrong_use", $"The certificate of {leaf.Title} {fault}");
        }

        foreach (var anchor in end.AnchorsAreOurs ? end.Anchors?.Certificates ?? [] : [])
        {
            if (OfExpiry(anchor, "ca", now) is var (code, message)) yield return new Finding(name, code, message);
        }

        foreach (var list in end.RevocationLists?.Lists ?? [])
        {
            if (now > list.NextUpdate)
                yield return new Finding(name, "crl_stale", $"the revocation list of {list.Issuer} was good until {list.NextUpdate:u}, so every peer of that CA is refused; fetch a new one and reload.");
        }

        if (options.Mode == TunnelMode.Server && end.Rules.Count == 0)
        {
            yield return new Finding(name, AuthenticationDisabled, end.Anchors is null
                ? "authentication of clients is disabled, so everybody who reaches the listener reaches the target; say who may pass if that is not meant."
                : "authentication of clients is disabled, so everybody who reaches the listener reaches the target and the CA is not asked; say who may pass if that is not meant.");
        }

        if (end.UnsafeKeyLog is { } keyLog) yield return new Finding(name, UnsafeKeyLog, OfKeyLog(keyLog));
        if (options.UnsafeListen && options.Listen.Any(IsRemote))
            yield return new Finding(name, "unsafe_listen", "other machines may reach the plaintext listener and use this tunnel's identity; listen on loopback or a Unix socket if that is not meant.");
        if (options.UnsafeTarget && IsRemote(options.Target))
            yield return new Finding(name, "unsafe_target", "plaintext goes to another machine; put the tunnel's end on the target's machine if that is not meant.");
        if (!end.Policy.HasPostQuantumGroup)
            yield return new Finding(name, "no_post_quantum_group", $"no group of the policy resists a quantum computer, so what is recorded today can be read one day; put a hybrid like {NamedGroup.X25519MLKEM768} in front.");
    }

    private static (string Code, string Message)? OfExpiry(ParsedCertificate certificate, string code, DateTimeOffset now)
    {
        var expiry = Expiry.Of(certificate, now);
        return expiry.State switch
        {
            ExpiryState.Expired => ($"{code}_expired", expiry.Sentence),
            ExpiryState.NotYetValid => ($"{code}_not_yet_valid", expiry.Sentence),
            ExpiryState.Due => ($"{code}_expires_soon", expiry.Sentence),
            _ => null,
        };
    }

    // A host name may resolve to anything; only what is certainly this machine is no finding.
    private static bool IsRemote(EndpointAddress address) =>
        address is TcpAddress { Host: var host } && host != "localhost" && !(IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
}
