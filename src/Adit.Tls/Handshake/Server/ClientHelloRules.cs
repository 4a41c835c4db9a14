using Adit.Tls.Messages;

namespace Adit.Tls.Handshake.Server;

/// <summary>What every ClientHello must keep to, the first and the second. References: RFC 9846 4.2.2, 4.3, 9.2.</summary>
internal static class ClientHelloRules
{
    private static readonly HashSet<ExtensionType> MayChange =
    [
        ExtensionType.key_share, ExtensionType.early_data, ExtensionType.cookie, ExtensionType.pre_shared_key, ExtensionType.padding,
    ];

    public static void Check(ClientHello hello)
    {
        if (!hello.OffersTls13)
        {
            var offered = hello.SupportedVersions is { } versions ? string.Join(", ", versions.Select(Iana.Name)) : $"{Iana.Name(hello.LegacyVersion)} at most";
            throw TlsException.Fatal(AlertDescription.protocol_version, $"The client offers {offered}; TLS 1.3 is needed.", "4.2.2");
        }

        if (hello.LegacyVersion != ProtocolVersion.TLS12)
            throw TlsException.Fatal(AlertDescription.protocol_version, $"The client's legacy_version is 0x{(ushort)hello.LegacyVersion:x4}, not 0x0303.", "4.2.2");
        if (hello.CompressionMethods is not [0])
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The client offers compression.", "4.2.2");

        // RFC 9846 9.2, 4.3.9
        Require(hello.SupportedGroups is not null, ExtensionType.supported_groups, "9.2");
        Require(hello.KeyShares is not null, ExtensionType.key_share, "9.2");
        if (hello.PreSharedKeys is null) RequireSignatureAlgorithms(hello);
        else Require(hello.Has(ExtensionType.psk_key_exchange_modes), ExtensionType.psk_key_exchange_modes, "4.3.9");

        foreach (var share in hello.KeyShares!)
        {
            if (!hello.SupportedGroups!.Contains(share.Group))
                throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The client has a key_share for {Iana.Name(share.Group)}, which its supported_groups does not list.", "4.3.8");
        }
    }

    /// <summary>After a HelloRetryRequest only what it asked for may change.</summary>
    public static void CheckSecond(ClientHello second, ClientHello first, NamedGroup asked)
    {
        Check(second);
        if (second.Has(ExtensionType.early_data))
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The client's second ClientHello offers early data.", "4.2.2");
        if (!second.Random.AsSpan().SequenceEqual(first.Random)
            || !second.SessionId.AsSpan().SequenceEqual(first.SessionId)
            || !second.CipherSuites.AsSpan().SequenceEqual(first.CipherSuites)
            || !second.Extensions!.Matches(first.Extensions!, MayChange))
        {
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The client's second ClientHello differs from its first in more than the HelloRetryRequest asked for.", "4.2.2");
        }

        if (second.Has(ExtensionType.cookie))
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The client's second ClientHello has a cookie that our HelloRetryRequest did not give.", "4.3.2");
        if (second.KeyShares is not [{ } share] || share.Group != asked)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The client's second key_share is not the one share for {Iana.Name(asked)} that our HelloRetryRequest asked for.", "4.3.8");
    }

    /// <summary>RFC 9846 9.2: who wants a certificate says what signatures it takes.</summary>
    public static void RequireSignatureAlgorithms(ClientHello hello) =>
        Require(hello.SignatureAlgorithms is not null, ExtensionType.signature_algorithms, "9.2");

    private static void Require(bool there, ExtensionType type, string section)
    {
        if (!there) throw TlsException.Fatal(AlertDescription.missing_extension, $"The client's ClientHello has no {type}.", section);
    }
}
