using System.Text;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;
using Adit.Tls.PreSharedKeys;

namespace Adit.Identity.Rules;

/// <summary>--allow-psk: the peer holds the pre-shared key of this identity; no certificate is what this rule asks for.</summary>
/// <param name="Identity">The external identity of the key, byte for byte.</param>
/// <exception cref="ArgumentException">The identity is empty.</exception>
public sealed record PskRule(string Identity) : PeerRule
{
    /// <summary>The external identity of the key.</summary>
    public string Identity { get; } = Require(Identity, "The PSK identity", Identity.Length == 0 ? "it is empty" : null);

    /// <summary>The rule that lets in who holds this key.</summary>
    public static PskRule For(PreSharedKey key) => new(Encoding.UTF8.GetString(key.Identity.Span));

    internal override string Wants => $"PSK {Quoted.Text(Identity)}";

    /// <summary>Whether a peer that proved this identity is the one.</summary>
    internal bool IsMetBy(PskProof proof) => proof.Identity == PreSharedKey.TextOf(Encoding.UTF8.GetBytes(Identity));

    internal override bool IsMetBy(ParsedCertificate leaf) => false;
}
