using Adit.Tls.Certificates;

namespace Adit.Tls.Evidence;

/// <summary>
/// What clients offered that were let in. Most clients of a server are of few kinds, and each connection keeps what its client offered: equal offers are one
/// object. Strangers put nothing in. Thread-safe. Sizes: at most 128 offers.
/// </summary>
internal sealed class KnownOffers
{
    private const int Generation = 64;

    private readonly BoundedCache<PeerOffer, PeerOffer> offers = new(Generation);

    /// <summary>The offer, or the one like it that came before.</summary>
    public PeerOffer Shared(PeerOffer offer)
    {
        if (offers.TryGet(offer, out var known)) return known;
        var shared = offer.Frozen();
        offers.Set(shared, shared);
        return shared;
    }
}
