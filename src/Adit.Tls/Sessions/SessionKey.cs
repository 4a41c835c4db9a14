using System.Security.Cryptography;
using System.Text;
using Adit.Tls.Wire;

namespace Adit.Tls.Sessions;

/// <summary>
/// Which of a client's sessions fit a connection: those of the same use, to the same name, by the same identity, under the same trust and policy.
/// References: RFC 9846 4.7.1, C.4.
/// </summary>
internal static class SessionKey
{
    /// <summary>Null where the client resumes nothing.</summary>
    public static string? Of(TlsClientOptions options)
    {
        if (options.Sessions is null || options.PreSharedKeys.Count > 0 || options.Authenticator.TrustDigest is not { } trust) return null;
        using var w = new WireWriter();
        Write(w, options.SessionScope);
        Write(w, options.ServerName is null ? "" : $"={options.ServerName.ToLowerInvariant()}");
        using (w.Vector16()) w.Bytes(trust.Span);
        w.U16((ushort)options.Identities.Count);
        foreach (var own in options.Identities) using (w.Vector24()) w.Bytes(own.CertificateEntries[0].Span);
        Write(w, options.Policy.Name);
        using (w.Vector16()) foreach (var group in options.Policy.Groups) w.U16((ushort)group);
        using (w.Vector16()) foreach (var suite in options.Policy.CipherSuites) w.U16((ushort)suite);
        using (w.Vector16()) foreach (var scheme in options.Policy.SignatureSchemes) w.U16((ushort)scheme);
        using (w.Vector16()) foreach (var protocol in options.ApplicationProtocols) Write(w, protocol);
        return Convert.ToHexString(SHA256.HashData(w.Written));
    }

    private static void Write(WireWriter w, string text)
    {
        using (w.Vector16()) w.Bytes(Encoding.UTF8.GetBytes(text));
    }
}
