using System.Text;
using System.Text.Json;
using Adit.Cli.Configuration;
using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Certificates.Revocation;
using Adit.Tls.PreSharedKeys;
using Adit.Tunnel;

namespace Adit.Cli.Commands;

/// <summary>What <c>check</c> tells, for people and for programs.</summary>
/// <param name="File">The file that was checked.</param>
/// <param name="Tunnels">What it expands to; empty when it has a fault.</param>
/// <param name="Errors">Why it cannot be loaded.</param>
/// <param name="Findings">What wants a look.</param>
internal sealed record CheckReport(string File, IReadOnlyList<LoadedTunnel> Tunnels, IReadOnlyList<string> Errors, IReadOnlyList<Finding> Findings)
{
    /// <summary>Lines for people.</summary>
    public void WriteText(TextWriter output)
    {
        foreach (var (options, end) in Tunnels)
        {
            output.WriteLine($"tunnel {options.Name} ({Mode(options)})");
            Line("listen", string.Join(", ", options.Listen.Select(l => l.ToString())));
            Line("target", options.Target.ToString());
            if (end.Identities.Count == 0) Line("identity", "none");
            foreach (var identity in end.Identities) Line("identity", Text(identity));
            if (end.PreSharedKeys.Count > 0) Line("psk", string.Join(", ", end.PreSharedKeys.Select(Text)));
            Line("trust", Trust(end));
            if (end.RevocationLists is { } lists) Line("crl", string.Join(", ", lists.Lists.Select(Text)));
            if (options.Mode == TunnelMode.Server) Line("allow", end.Rules.Count > 0 ? string.Join(", ", end.Rules.Select(r => $"{r.PeerName} by {Text(r.Rule)}")) : "everybody");
            if (options.Client?.Options.ServerName is { } name) Line("server_name", name);
            if (options.Mode == TunnelMode.Client) Line("client_hello", Text(options.ClientHello));
            Line("policy", end.Policy.Name);
            Line("groups", string.Join(", ", end.Policy.Groups.Select(Iana.Name)));
            Line("cipher_suites", string.Join(", ", end.Policy.CipherSuites.Select(Iana.Name)));
            Line("signature_algorithms", string.Join(", ", end.Policy.SignatureSchemes.Select(Iana.Name)));
            if (Protocols(options) is { Count: > 0 } protocols) Line("alpn", string.Join(", ", protocols));
            Line("limits", $"handshake {Duration.Format(options.HandshakeTimeout)}, connect {Duration.Format(options.ConnectTimeout)}, drain {Duration.Format(options.DrainTimeout)}, {options.MaxConnections} connections, {options.MaxHandshakes} handshakes at once{(options.MaxSessionAge is { } age ? $", sessions of {Duration.Format(age)}" : "")}");
        }

        foreach (var finding in Findings) output.WriteLine($"finding {finding.Code} in tunnel {finding.Tunnel}: {finding.Message}");
        output.WriteLine(Findings.Count switch { 0 => $"{File}: no findings.", 1 => $"{File}: 1 finding.", var n => $"{File}: {n} findings." });

        void Line(string key, string value) => output.WriteLine($"  {key,-21}{value}");
    }

    /// <summary>One JSON object.</summary>
    public void WriteJson(TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("file", File);
            json.WriteStartArray("tunnels");
            foreach (var tunnel in Tunnels) WriteTunnel(json, tunnel);
            json.WriteEndArray();
            json.WriteStartArray("findings");
            foreach (var finding in Findings)
            {
                json.WriteStartObject();
                json.WriteString("tunnel", finding.Tunnel);
                json.WriteString("code", finding.Code);
                json.WriteString("message", finding.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteArray(json, "errors", Errors);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void WriteTunnel(Utf8JsonWriter json, LoadedTunnel tunnel)
    {
        var (options, end) = tunnel;
        json.WriteStartObject();
        json.WriteString("name", options.Name);
        json.WriteString("mode", Mode(options));
        WriteArray(json, "listen", options.Listen.Select(l => l.ToString()));
        json.WriteString("target", options.Target.ToString());
        json.WritePropertyName("identity");
        if (end.Identities is [var first, ..]) WriteIdentity(json, first);
        else json.WriteNullValue();
        json.WriteStartArray("further_identities");
        foreach (var identity in end.Identities.Skip(1)) WriteIdentity(json, identity);
        json.WriteEndArray();
        WriteArray(json, "psk", end.PreSharedKeys.Select(key => key.IdentityText));
        json.WriteString("trust", Trust(end));
        WriteArray(json, "crl", (end.RevocationLists?.Lists ?? []).Select(Text));
        if (options.Mode == TunnelMode.Server)
        {
            json.WriteBoolean("authentication", end.Rules.Count > 0);
            json.WriteStartArray("allow");
            foreach (var rule in end.Rules)
            {
                json.WriteStartObject();
                json.WriteString("peer", rule.PeerName);
                json.WriteString("rule", Text(rule.Rule));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteString("server_name", options.Client!.Options.ServerName);
            json.WriteString("client_hello", Text(options.ClientHello));
            WriteArray(json, "pins", end.Pins);
        }

        json.WriteString("policy", end.Policy.Name);
        WriteArray(json, "groups", end.Policy.Groups.Select(Iana.Name));
        WriteArray(json, "cipher_suites", end.Policy.CipherSuites.Select(Iana.Name));
        WriteArray(json, "signature_algorithms", end.Policy.SignatureSchemes.Select(Iana.Name));
        WriteArray(json, "alpn", Protocols(options));
        json.WriteString("handshake_timeout", Duration.Format(options.HandshakeTimeout));
        json.WriteString("connect_timeout", Duration.Format(options.ConnectTimeout));
        json.WriteString("drain_timeout", Duration.Format(options.DrainTimeout));
        json.WriteString("max_session_age", options.MaxSessionAge is { } age ? Duration.Format(age) : null);
        json.WriteNumber("max_connections", options.MaxConnections);
        json.WriteNumber("max_handshakes", options.MaxHandshakes);
        json.WriteEndObject();
    }

    private static void WriteIdentity(Utf8JsonWriter json, TlsIdentity identity)
    {
        json.WriteStartObject();
        json.WriteString("certificate_type", Iana.Name(identity.CertificateType));
        if (identity.Leaf is { } leaf)
        {
            json.WriteString("subject", leaf.Subject);
            json.WriteString("issuer", leaf.Issuer);
            json.WriteString("serial", leaf.SerialNumber);
            json.WriteString("pin", leaf.Pin);
            json.WriteString("not_before", leaf.NotBefore);
            json.WriteString("not_after", leaf.NotAfter);
            json.WriteBoolean("ocsp_response", identity.OcspResponse is not null);
        }
        else
        {
            json.WriteString("algorithm", identity.RawKey!.Algorithm);
            json.WriteString("pin", identity.RawKey.Pin);
        }

        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Text(TlsIdentity identity) => identity.Leaf is { } leaf
        ? $"{leaf.Subject}, until {leaf.NotAfter:yyyy-MM-dd}, {leaf.Pin}{(identity.OcspResponse is null ? "" : ", with an OCSP response")}"
        : $"raw public key, {identity.RawKey!.Algorithm}, {identity.RawKey.Pin}";

    private static string Text(ClientHelloMode mode) => mode switch
    {
        ClientHelloMode.Hybrid => "hybrid",
        ClientHelloMode.Retry => "retry",
        _ => "auto",
    };

    private static string Mode(TunnelOptions options) => options.Mode == TunnelMode.Server ? "server" : "client";

    private static IReadOnlyList<string> Protocols(TunnelOptions options) =>
        options.Server?.Options.ApplicationProtocols ?? options.Client?.Options.ApplicationProtocols ?? [];

    private static string Trust(TlsEnd end) => end switch
    {
        { Anchors.Certificates: { Count: <= 4 } few } => string.Join(", ", few.Select(a => a.Subject)),
        { Anchors.Certificates: var many } when end.Anchors is not null => $"{many.Count} CA certificates",
        { Pins: { Count: > 0 } pins } => string.Join(", ", pins),
        _ => "none",
    };

    private static string Text(RevocationList list) => $"{list.Issuer}, {list.Count} revoked, until {list.NextUpdate:u}";

    private static string Text(PreSharedKey key) => $"{key.IdentityText} ({key.Hash.Name}, {(key.IsImported ? "imported" : "not imported")})";

    private static string Text(PeerRule rule) => rule switch
    {
        CommonNameRule r => $"cn {r.CommonName}",
        DnsNameRule r => $"dns {r.DnsName}",
        UriRule r => $"uri {r.Pattern}",
        PinRule r => $"pin {r.Pin}",
        PskRule r => $"psk {r.Identity}",
        _ => "any verified certificate",
    };
}
