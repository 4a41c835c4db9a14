using Adit.Tls.Evidence;

namespace Adit.Tls.Handshake.Questions;

/// <summary>Server: which identity to show to a client that offers this.</summary>
internal sealed class ChooseIdentity(PeerOffer offer) : Question<IdentityChoice>
{
    public PeerOffer Offer => offer;
}

/// <summary>An identity and a scheme that its key signs with and the client takes; or none, and why.</summary>
internal sealed class IdentityChoice
{
    private IdentityChoice(TlsIdentity? identity, SignatureScheme scheme)
    {
        Identity = identity;
        Scheme = scheme;
    }

    /// <summary>No identity of ours can be verified by the client.</summary>
    public static IdentityChoice None { get; } = new(null, default);

    public TlsIdentity? Identity { get; }

    public SignatureScheme Scheme { get; }

    /// <summary>The first identity of a type in <paramref name="types"/> with a scheme that <paramref name="accepted"/> lists and our policy allows; of its schemes the best.</summary>
    public static IdentityChoice First(IEnumerable<TlsIdentity> identities, IReadOnlyList<CertificateType> types, IReadOnlyList<SignatureScheme> accepted, IReadOnlyList<SignatureScheme> allowed)
    {
        foreach (var identity in identities.Where(i => types.Contains(i.CertificateType)))
        {
            foreach (var scheme in identity.Key.SignatureSchemes)
            {
                if (accepted.Contains(scheme) && allowed.Contains(scheme)) return new IdentityChoice(identity, scheme);
            }
        }

        return None;
    }
}
