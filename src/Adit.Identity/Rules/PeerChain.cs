using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;

namespace Adit.Identity.Rules;

/// <summary>What a peer's chain is worth, with or without a CA to ask.</summary>
internal static class PeerChain
{
    /// <summary>Asks the validator with the purpose and the name that our end demands.</summary>
    /// <param name="validator">Null where only pins are looked at.</param>
    /// <param name="presented">What the peer shows.</param>
    /// <param name="role">Which end we are.</param>
    /// <param name="serverName">The name a client wants to reach; not looked at on a server.</param>
    /// <param name="now">The time to judge at.</param>
    public static ChainVerdict Judge(CertificateValidator? validator, PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now)
    {
        if (validator is null) return ChainVerdict.Untrusted(AlertDescription.unknown_ca, "No CA is configured: only the pin of the key is looked at.");
        // A client that asks for no name would take any server of the CA for the one it means.
        if (role == TlsRole.Client && serverName is null) return ChainVerdict.Untrusted(AlertDescription.internal_error, "The client has no server name to verify: give one.");
        return validator.Validate(new ChainQuestion
        {
            Presented = presented.Chain,
            PeerRole = role == TlsRole.Client ? TlsRole.Server : TlsRole.Client,
            ServerName = role == TlsRole.Client ? serverName : null,
            OcspResponse = presented.StapledOcspResponse,
            SignatureSchemes = presented.AcceptedSignatureSchemes,
            Now = now,
        });
    }
}
