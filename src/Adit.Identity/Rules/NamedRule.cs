namespace Adit.Identity.Rules;

/// <summary>A rule and the name its peers go by in logs: the <c>[[peer]]</c> name, or the rule as written on the command line.</summary>
public sealed record NamedRule(string PeerName, PeerRule Rule);
