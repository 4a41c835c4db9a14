namespace Adit.Tls.Certificates.Names;

/// <summary>
/// DNS names by their syntax and by the tree they stand in. ASCII case does not matter.
/// References: RFC 1034 3.5, RFC 5280 4.2.1.6. Sizes: a name 1..253 characters, a label 1..63.
/// </summary>
internal static class HostName
{
    /// <summary>Characters of a name; of a wildcard with the asterisk.</summary>
    public const int MaxNameLength = 253;

    private const int MaxLabelLength = 63;

    /// <summary>Whether it is one: letters, digits and hyphens. The underscore is no host name's, and no certificate may carry it as one.</summary>
    public static bool IsOne(string name) => IsOne(name, "-");

    /// <summary>The same with underscores, which names inside of networks have: to say where in the tree such a name stands does not take it for a host's.</summary>
    public static bool HasPlaceInTree(string name) => IsOne(name, "-_");

    /// <summary>Whether a name is <paramref name="root"/> or stands below it; below the empty root stands everything.</summary>
    public static bool IsAtOrBelow(string name, string root) =>
        root.Length == 0 || name.Equals(root, StringComparison.OrdinalIgnoreCase) || IsBelow(name, root);

    /// <summary>Whether a name stands below <paramref name="root"/>.</summary>
    public static bool IsBelow(string name, string root) =>
        name.Length > root.Length + 1 && name[^(root.Length + 1)] == '.' && name.EndsWith(root, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a name stands below a domain that is written with its leading dot.</summary>
    public static bool IsBelowDomain(string name, string domain) =>
        name.Length > domain.Length && name.EndsWith(domain, StringComparison.OrdinalIgnoreCase);

    private static bool IsOne(string name, string besides) =>
        name.Length is > 0 and <= MaxNameLength
        && name.Split('.').All(label => label.Length is > 0 and <= MaxLabelLength && label.All(c => char.IsAsciiLetterOrDigit(c) || besides.Contains(c, StringComparison.Ordinal)));
}
