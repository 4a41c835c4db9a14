using System.Security.Cryptography;
using System.Text;
using Adit.Tls.Wire;

namespace Adit.Tls.Sessions;

/// <summary>
/// What a ticket is bound to beyond its contents, as the associated data of its seal. Where one of these differs the ticket does not open, so a session
/// never reaches another tunnel, another identity, other anchors, another host name or another protocol.
/// </summary>
internal static class TicketBinding
{
    /// <summary>The associated data of tickets for this handshake; null where none are issued or taken.</summary>
    /// <param name="options">The server.</param>
    /// <param name="identity">What we would show, or did.</param>
    /// <param name="serverName">What the client asked for.</param>
    /// <param name="applicationProtocol">What was agreed.</param>
    public static byte[]? Of(TlsServerOptions options, TlsIdentity? identity, string? serverName, string? applicationProtocol)
    {
        if (options.TicketKeys is null || identity is null || options.Authenticator.TrustDigest is not { } trust) return null;
        using var w = new WireWriter();
        Write(w, options.SessionScope);
        Write(w, identity.Name);
        using (w.Vector16()) w.Bytes(trust.Span);
        w.U8(options.Authenticator.RequestsCertificate ? (byte)1 : (byte)0);
        using (w.Vector8()) foreach (var type in options.Authenticator.CertificateTypes) w.U8((byte)type);

        // DNS names know no case; none and an empty one are different.
        Write(w, serverName is null ? "" : $"={serverName.ToLowerInvariant()}");
        Write(w, applicationProtocol is null ? "" : $"={applicationProtocol}");
        return SHA256.HashData(w.Written);
    }

    private static void Write(WireWriter w, string text)
    {
        using (w.Vector16()) w.Bytes(Encoding.UTF8.GetBytes(text));
    }
}
