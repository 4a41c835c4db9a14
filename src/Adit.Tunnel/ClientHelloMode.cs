namespace Adit.Tunnel;

/// <summary>How the first ClientHello of a tunnel meets middleboxes that cannot take a large one. The groups of the policy are offered whatever it is.</summary>
public enum ClientHelloMode
{
    /// <summary>As <see cref="Hybrid"/>; for an hour after such a hello got no answer, as <see cref="Retry"/>.</summary>
    Auto,

    /// <summary>With the share of the policy's first group, a hybrid unless the policy says otherwise.</summary>
    Hybrid,

    /// <summary>Without a share: short, and answered by a HelloRetryRequest, a round trip more.</summary>
    Retry,
}
