namespace Adit.Tls.Handshake.Questions;

/// <summary>Which identity to show to a peer that wishes this: of a server always, of a client where the server asks for one.</summary>
internal sealed class ChooseIdentity(IdentityWishes wishes) : Question<IdentityChoice>
{
    public IdentityWishes Wishes => wishes;
}

/// <summary>An identity and a scheme that its key signs with and the peer takes; or none, and why.</summary>
internal sealed class IdentityChoice
{
    private IdentityChoice(TlsIdentity? identity, SignatureScheme scheme)
    {
        Identity = identity;
        Scheme = scheme;
    }

    /// <summary>No identity of ours is of use to the peer.</summary>
    public static IdentityChoice None { get; } = new(null, default);

    public TlsIdentity? Identity { get; }

    public SignatureScheme Scheme { get; }

    /// <summary>The identity that fits the wishes best, of those of a type that can be shown and with a scheme that the peer takes and our policy allows; of its schemes the best.</summary>
    public static IdentityChoice Of(IReadOnlyList<TlsIdentity> identities, IdentityWishes wishes, IReadOnlyList<SignatureScheme> allowed)
    {
        foreach (var identity in IdentityPreference.Order(identities, wishes).Where(i => wishes.CertificateTypes.Contains(i.CertificateType)))
        {
            foreach (var scheme in identity.Key.SignatureSchemes)
            {
                if (wishes.SignatureSchemes.Contains(scheme) && allowed.Contains(scheme)) return new IdentityChoice(identity, scheme);
            }
        }

        return None;
    }
}
