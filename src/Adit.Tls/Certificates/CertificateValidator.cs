namespace Adit.Tls.Certificates;

/// <summary>
/// Judges chains by the profile of RFC 5280 that matters and the names of RFC 9525. Thread-safe; downloads nothing.
/// What it trusts never changes: where anchors or revocation lists do, a new validator takes its place, and all that this one remembers goes with it.
/// Trust is looked at before the leaf's own dates, use and name, so that a stranger is reported as one.
/// References: RFC 9846 4.5.1.2, 4.5.1.3; RFC 5280 6; RFC 9525. Sizes: at most 64 presented certificates.
/// </summary>
public sealed class CertificateValidator
{
    internal const int MaxIntermediates = PathBuilder.MaxPathLength - 1;

    private const int MaxPresented = 64;
    private const int MaxNamesShown = 5;

    private readonly CertificateValidatorOptions options;
    private readonly IssuerKeys issuerKeys = new();

    /// <summary>A validator for these anchors; what else there is to say, it takes as it is by default.</summary>
    public CertificateValidator(TrustAnchors anchors)
        : this(new CertificateValidatorOptions { Anchors = anchors })
    {
    }

    /// <summary>A validator.</summary>
    /// <exception cref="ArgumentOutOfRangeException">MaxIntermediates is not 0 to 7.</exception>
    public CertificateValidator(CertificateValidatorOptions options)
    {
        if (options.MaxIntermediates is < 0 or > MaxIntermediates)
            throw new ArgumentOutOfRangeException(nameof(options), $"MaxIntermediates is {options.MaxIntermediates}: give 0 to {MaxIntermediates}.");

        this.options = options;
    }

    /// <summary>Where chains may end.</summary>
    public TrustAnchors Anchors => options.Anchors;

    /// <summary>What was found to hold; gone with the validator, which a reload replaces.</summary>
    internal VerdictCache Verdicts { get; } = new();

    /// <summary>Judges a chain; <see cref="Validate(ChainQuestion)"/> with the usual questions.</summary>
    /// <param name="presented">Leaf first, at least one; the others in any order.</param>
    /// <param name="peerRole">What the leaf must be good for: Server wants serverAuth, Client wants clientAuth (where extended key usage is present).</param>
    /// <param name="serverName">The DNS name or IP address the leaf must carry (RFC 9525); null looks at no name.</param>
    /// <param name="now">The time to judge at.</param>
    /// <exception cref="ArgumentException">Nothing is presented.</exception>
    public ChainVerdict Validate(IReadOnlyList<ParsedCertificate> presented, TlsRole peerRole, string? serverName, DateTimeOffset now) =>
        Validate(new ChainQuestion { Presented = presented, PeerRole = peerRole, ServerName = serverName, Now = now });

    /// <summary>Judges a chain. A bad chain is a verdict, never an exception, and costs a bounded amount of work.</summary>
    /// <exception cref="ArgumentException">Nothing is presented.</exception>
    public ChainVerdict Validate(ChainQuestion question) => Validate(question, new ValidationWork());

    internal ChainVerdict Validate(ChainQuestion question, ValidationWork work)
    {
        var presented = question.Presented;
        if (presented.Count == 0)
            throw new ArgumentException("A chain has a leaf at least.", nameof(question));
        if (presented.Count > MaxPresented)
            return ChainVerdict.Untrusted(AlertDescription.bad_certificate, $"{presented.Count} certificates were sent, more than {MaxPresented}: have only those sent that lead to a trusted CA.");

        var key = VerdictCache.KeyOf(question);
        if (Verdicts.Find(key, question.Now) is { } known)
            return known;

        var verdict = Judge(question, work);
        Verdicts.Add(key, verdict, question.Now);
        return verdict;
    }

    private ChainVerdict Judge(ChainQuestion question, ValidationWork work)
    {
        var profile = new CertificateProfile(Purpose.Of(question.PeerRole), question.Now);
        var verdict = new PathBuilder(options, issuerKeys, question, profile, work).Search();
        if (!verdict.IsTrusted)
            return verdict;

        var leaf = new PathMember(question.Presented[0], 0, IsAnchor: false);
        return profile.CheckLeaf(leaf) ?? CheckKey(leaf) ?? CheckName(leaf, question.ServerName) ?? verdict;
    }

    private static ChainVerdict? CheckKey(PathMember leaf)
    {
        try
        {
            _ = leaf.Certificate.PublicKey;
            return null;
        }
        catch (TlsException e)
        {
            return ChainVerdict.Untrusted(e.AlertSent ?? AlertDescription.bad_certificate, $"The key of {leaf} cannot be used: {e.Message}", leaf.Index);
        }
    }

    private static ChainVerdict? CheckName(PathMember leaf, string? serverName)
    {
        if (serverName is null)
            return null;
        if (ServerName.TryParse(serverName) is not { } name)
            return ChainVerdict.Untrusted(AlertDescription.bad_certificate, $"{Quoted.Text(serverName)} is neither a DNS name nor an IP address, so no certificate can be for it: give the name as it stands in DNS (letters, digits and hyphens; xn-- labels where it is not ASCII).");

        var names = leaf.Certificate.Extensions.AlternativeNames;
        return name.IsAmong(names)
            ? null
            : ChainVerdict.Untrusted(AlertDescription.bad_certificate, NameMismatch(leaf, name, serverName), leaf.Index);
    }

    private static string NameMismatch(PathMember leaf, ServerName name, string serverName)
    {
        var wanted = Quoted.Text(serverName);
        if (name.IsAddress && leaf.Certificate.DnsNames.Contains(serverName))
            return $"The certificate of {leaf} names {wanted} as a DNS name, and an address counts only as an iPAddress: issue it with that IP address.";

        string[] names = [.. leaf.Certificate.DnsNames.Select(Quoted.Plain), .. leaf.Certificate.IpAddresses];
        return names.Length == 0
            ? $"The certificate of {leaf} names no DNS name and no IP address, so it is not for {wanted}: issue it with that subject alternative name (a common name does not count)."
            : $"The certificate of {leaf} names {List(names)}, not {wanted}: issue it with that name, or ask for one of those.";
    }

    private static string List(string[] names)
    {
        if (names.Length == 1)
            return names[0];

        var shown = Math.Min(names.Length - 1, MaxNamesShown);
        var rest = names.Length - shown;
        return $"{string.Join(", ", names[..shown])} and {(rest == 1 ? names[^1] : $"{rest} more")}";
    }
}
