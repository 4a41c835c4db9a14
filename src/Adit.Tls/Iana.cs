namespace Adit.Tls;

/// <summary>Names of code points as IANA has them; a code point nobody here knows is shown in hex. Thread-safe.</summary>
public static class Iana
{
    /// <summary>The IANA name, <c>GREASE</c> for a reserved value of RFC 8701, or <c>0x1234</c>.</summary>
    public static string Name(NamedGroup group) => Name(group, (ushort)group);

    /// <inheritdoc cref="Name(NamedGroup)"/>
    public static string Name(CipherSuite suite) => Name(suite, (ushort)suite);

    /// <inheritdoc cref="Name(NamedGroup)"/>
    public static string Name(SignatureScheme scheme) => Name(scheme, (ushort)scheme);

    /// <inheritdoc cref="Name(NamedGroup)"/>
    public static string Name(ProtocolVersion version) => Name(version, (ushort)version);

    /// <summary>The name of RFC 9846 6, or <c>alert 200</c>.</summary>
    public static string Name(AlertDescription alert) => Enum.IsDefined(alert) ? alert.ToString() : $"alert {(byte)alert}";

    /// <summary>The name of RFC 9846 4.5.1, or <c>certificate type 200</c>.</summary>
    public static string Name(CertificateType type) => Enum.IsDefined(type) ? type.ToString() : $"certificate type {(byte)type}";

    /// <summary>True for the 16 values of RFC 8701 that mean nothing and must be tolerated.</summary>
    public static bool IsGrease(ushort value) => (value & 0x0F0F) == 0x0A0A && (value >> 8) == (value & 0xFF);

    private static string Name<T>(T value, ushort number) where T : struct, Enum =>
        Enum.IsDefined(value) ? value.ToString() : IsGrease(number) ? "GREASE" : $"0x{number:x4}";
}
