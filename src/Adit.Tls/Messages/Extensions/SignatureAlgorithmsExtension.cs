using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>signature_algorithms and signature_algorithms_cert, which share their form. References: RFC 9846 4.3.3. Sizes: 1 to 32767 schemes.</summary>
internal static class SignatureAlgorithmsExtension
{
    public static SignatureScheme[] Read(WireReader r)
    {
        var schemes = r.CodePoints16(v => (SignatureScheme)v);
        r.End();
        return schemes;
    }

    public static void Write(WireWriter w, ExtensionType type, IReadOnlyList<SignatureScheme> schemes)
    {
        w.U16((ushort)type);
        using (w.Vector16())
        using (w.Vector16())
            foreach (var scheme in schemes) w.U16((ushort)scheme);
    }
}
