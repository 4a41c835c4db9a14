using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>psk_key_exchange_modes; only psk_dhe_ke is ever used. References: RFC 9846 4.3.9. Sizes: 1 to 255 modes of 1 byte.</summary>
internal static class PskKeyExchangeModesExtension
{
    private const byte PskDheKe = 1;

    /// <summary>Whether the peer offers a PSK with an ephemeral key exchange.</summary>
    public static bool ReadOffersDhe(WireReader r)
    {
        var modes = r.Opaque8(min: 1);
        r.End();
        return modes.Contains(PskDheKe);
    }

    public static void Write(WireWriter w)
    {
        w.U16((ushort)ExtensionType.psk_key_exchange_modes);
        using (w.Vector16())
        using (w.Vector8())
            w.U8(PskDheKe);
    }
}
