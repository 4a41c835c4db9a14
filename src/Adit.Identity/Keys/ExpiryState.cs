namespace Adit.Identity.Keys;

/// <summary>Where in its life a certificate stands.</summary>
public enum ExpiryState
{
    /// <summary>Within the first two thirds of its life.</summary>
    Good,

    /// <summary>Valid, and past two thirds of its life: a renewal is due.</summary>
    Due,

    /// <summary>Its end has passed.</summary>
    Expired,

    /// <summary>Its start has not come.</summary>
    NotYetValid,
}
