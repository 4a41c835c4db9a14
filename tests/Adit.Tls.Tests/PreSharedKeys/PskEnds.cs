using System.Security.Cryptography;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.PreSharedKeys;

/// <summary>Two ends that know each other by pre-shared keys, to be varied with <c>with</c>.</summary>
internal static class PskEnds
{
    public static byte[] Key { get; } = RandomNumberGenerator.GetBytes(32);

    public static PreSharedKey Imported(string identity) => new(System.Text.Encoding.ASCII.GetBytes(identity), Key, HashAlgorithmName.SHA256);

    public static TlsClientOptions Client(params PreSharedKey[] keys) => Endpoints.Client with { Identities = [], PreSharedKeys = keys, Authenticator = new Judge(null) };

    public static TlsServerOptions Server(params PreSharedKey[] keys) => Endpoints.Server with { Identities = [], PreSharedKeys = keys, Authenticator = new Judge(null) };

    internal sealed class Judge(PeerAuthenticator? certificates) : PeerAuthenticator
    {
        public override bool RequestsCertificate => certificates?.RequestsCertificate ?? false;

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            certificates!.Verify(presented, role, serverName, now);

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => evidence.Proof is PskProof psk
            ? Decision.Allow(psk.Identity, "It holds the key.")
            : certificates?.Decide(evidence, now) ?? Decision.Deny(AlertDescription.access_denied, "Only keys count.");
    }
}
