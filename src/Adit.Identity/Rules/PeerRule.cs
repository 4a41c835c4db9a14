namespace Adit.Identity.Rules;

/// <summary>What a peer must have proved to be let in; any one rule of a list suffices. Immutable.</summary>
public abstract record PeerRule;

/// <summary>--allow-all: any peer whose certificate the CA verifies.</summary>
public sealed record AnyVerifiedPeer : PeerRule;

/// <summary>--allow-cn: the subject has exactly one common name, byte for byte this one.</summary>
public sealed record CommonNameRule(string CommonName) : PeerRule;

/// <summary>--allow-dns: a dNSName of the certificate equals this one, ASCII case ignored.</summary>
public sealed record DnsNameRule(string DnsName) : PeerRule;

/// <summary>--allow-uri: a URI of the certificate matches; <c>*</c> stands for one whole path segment.</summary>
public sealed record UriRule(string Pattern) : PeerRule;

/// <summary>--allow-pin: the leaf's key has this pin (<c>sha256:</c> and 64 lower-case hex digits); the chain is not looked at.</summary>
public sealed record PinRule(string Pin) : PeerRule;
