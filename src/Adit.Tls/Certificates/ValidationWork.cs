namespace Adit.Tls.Certificates;

/// <summary>
/// What one validation may still do, so that a bomb of certificates costs milliseconds. One validation, one thread.
/// Sizes: 100 signature checks, 100,000 comparisons of a name with a subtree, of which one of a long name counts as several.
/// </summary>
internal sealed class ValidationWork
{
    /// <summary>Signature checks that a validation may make.</summary>
    public const int MaxSignatureChecks = 100;

    /// <summary>Comparisons of a name with a subtree that a validation may make.</summary>
    public const int MaxNameComparisons = 100_000;

    /// <summary>Signature checks so far.</summary>
    public int SignatureChecks { get; private set; }

    /// <summary>Comparisons so far.</summary>
    public int NameComparisons { get; private set; }

    /// <summary>What was used up, as the end of a sentence; null when nothing was.</summary>
    public string? Exhausted { get; private set; }

    /// <summary>False when no further signature may be checked.</summary>
    public bool TryCheckSignature()
    {
        if (SignatureChecks == MaxSignatureChecks)
            return Exhaust($"{MaxSignatureChecks} signature checks");

        SignatureChecks++;
        return true;
    }

    /// <summary>False when a name may not be compared any more.</summary>
    /// <param name="weight">How many comparisons it counts as: <see cref="Names.ConstrainedName.Weight"/>.</param>
    public bool TryCompareName(int weight)
    {
        if (weight > MaxNameComparisons - NameComparisons)
            return Exhaust($"{MaxNameComparisons} comparisons with name constraints");

        NameComparisons += weight;
        return true;
    }

    private bool Exhaust(string what)
    {
        Exhausted ??= what;
        return false;
    }
}
