using System.Security.Cryptography;
using Adit.Tls;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake.Questions;

namespace Adit.Bogo;

/// <summary>Compares a connection that stands with the -expect flags.</summary>
internal static class Expectations
{
    public static void Check(ConnectionFlags flags, PeerEvidence evidence, int selectedCredential, bool mayResume)
    {
        var negotiated = evidence.Negotiated!;
        Require(negotiated.Resumed == (mayResume && !flags.Has("-expect-session-miss")), negotiated.Resumed ? "a resumed session" : "a full handshake");
        RequireNumber(flags, "-expect-version", (int)negotiated.Version);
        RequireNumber(flags, "-expect-cipher", (int)negotiated.CipherSuite);
        RequireNumber(flags, "-expect-cipher-aes", (int)negotiated.CipherSuite);
        RequireNumber(flags, "-expect-curve-id", (int)negotiated.Group);
        RequireNumber(flags, "-expect-peer-signature-algorithm", (int)(negotiated.PeerSignatureScheme ?? 0));
        RequireNumber(flags, "-expect-selected-credential", selectedCredential);
        Require(!flags.Has("-expect-hrr") || negotiated.HelloRetryRequest, "no HelloRetryRequest");
        Require(!flags.Has("-expect-no-hrr") || !negotiated.HelloRetryRequest, "a HelloRetryRequest");
        Require(flags.Text("-expect-server-name") is not { } name || evidence.ServerName == name, $"the server name {evidence.ServerName}");
        Require(!flags.Has("-expect-no-server-name") || evidence.ServerName is null, $"the server name {evidence.ServerName}");
        CheckProtocol(flags, evidence);
        CheckCertificates(flags, evidence);
    }

    /// <summary>What the peer stapled to its certificates, and what it wished of ours.</summary>
    public static void CheckCertificates(ConnectionFlags flags, PeerCertificates? shown, IdentityWishes? wishes)
    {
        if (flags.Text("-expect-ocsp-response") is { } response)
            Require(shown?.StapledOcspResponse is { } stapled && stapled.Span.SequenceEqual(Convert.FromBase64String(response)), "another OCSP response");
        if (flags.Has("-expect-peer-verify-pref"))
            Require(wishes?.SignatureSchemes.Select(scheme => (ushort)scheme).SequenceEqual(flags.CodePoints("-expect-peer-verify-pref")) == true, "other schemes wished");
        if (flags.Text("-expect-client-ca-list") is { } names)
            Require(wishes?.CertificateAuthorities.Select(name => Convert.ToHexString(name.Span)).SequenceEqual(NamedCas.Read(names).Select(Convert.ToHexString)) == true, "other names of CAs");
    }

    /// <summary>A client gets a ticket, unless it is told that none comes, or leaves before it need have come.</summary>
    public static void CheckSession(ConnectionFlags flags, bool isKept)
    {
        if (!flags.Has("-shim-shuts-down")) Require(isKept != flags.Has("-expect-no-session"), isKept ? "a session" : "no session");
    }

    private static void CheckProtocol(ConnectionFlags flags, PeerEvidence evidence)
    {
        var expected = (flags.IsServer ? flags.Text("-select-alpn") : flags.Text("-expect-alpn")) ?? "";
        var selected = evidence.Negotiated!.ApplicationProtocol ?? "";
        Require(selected == expected, $"the protocol \"{selected}\"");
        if (flags.Text("-expect-advertised-alpn") is not null)
            Require(flags.Protocols("-expect-advertised-alpn").SequenceEqual(evidence.Offer!.ApplicationProtocols), "other protocols offered");
    }

    private static void CheckCertificates(ConnectionFlags flags, PeerEvidence evidence)
    {
        var isShown = evidence.Proof is CertificateProof or RawKeyProof;
        var isNeeded = (evidence.Role == TlsRole.Client || flags.Has("-require-any-client-certificate")) && evidence.Proof is not PskProof;
        Require(isShown || !isNeeded, "no certificate of the peer");
        Require(!isShown || !flags.Has("-expect-no-peer-cert"), "a certificate of the peer");
        RequireNumber(flags, "-expect-peer-certificate-type", (int)(evidence.Proof is RawKeyProof ? CertificateType.RawPublicKey : CertificateType.X509));
        if (flags.Text("-expect-peer-rpk-sha256") is { } digest)
            Require(evidence.Proof is RawKeyProof raw && Convert.ToBase64String(SHA256.HashData(raw.Key.SubjectPublicKeyInfo.Span)) == digest, "another raw key");
        if (flags.Text("-expect-peer-cert-file") is not { } file) return;

        // Of a session only the leaf is kept.
        var wanted = PemFile.Chain(file).Select(certificate => Convert.ToHexString(certificate.Der.Span)).Take(evidence.Negotiated!.Resumed ? 1 : int.MaxValue);
        var shown = (evidence.Proof as CertificateProof)?.Presented.Select(certificate => Convert.ToHexString(certificate.Der.Span)) ?? [];
        Require(wanted.SequenceEqual(shown), $"other certificates than those of {file}");
    }

    private static void RequireNumber(ConnectionFlags flags, string flag, int actual) =>
        Require(flags.Number(flag) is not { } expected || expected == actual, $"{actual} where {flag} is {flags.Text(flag)}");

    private static void Require(bool isMet, string found)
    {
        if (!isMet) throw new ExpectationException($"found {found}");
    }
}
