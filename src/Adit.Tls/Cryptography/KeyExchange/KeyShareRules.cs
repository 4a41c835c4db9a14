namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>How a share that breaks a rule is refused. References: RFC 9846 4.3.8, RFC 10024 4.</summary>
internal static class KeyShareRules
{
    private const string Section = "4.3.8";

    /// <summary>Checks a share of the peer before any key is made for it.</summary>
    /// <exception cref="TlsException">The length is not the group's (illegal_parameter).</exception>
    public static void RequireLength(NamedGroup group, ReadOnlySpan<byte> share, int length)
    {
        if (share.Length != length) throw Illegal(group, $"has {share.Length} bytes where the group has {length}");
    }

    /// <summary>Checks a span of the caller: native code fills it through a bare pointer.</summary>
    public static void RequireRoom(Span<byte> destination, int length, string name) =>
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, length, name);

    /// <summary>RFC 10024 4: the check of FIPS 203 7.2, and illegal_parameter when it fails.</summary>
    public static TlsException NotAnEncapsulationKey(NamedGroup group, Exception? inner = null) =>
        Illegal(group, "is not an encapsulation key: it holds a coefficient of 3329 or more", inner);

    public static TlsException Illegal(NamedGroup group, string what, Exception? inner = null) =>
        TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer's key_share for {Iana.Name(group)} {what}.", Section, inner);
}
