using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Tests.Certificates;
using Adit.Tls.Tests.Cryptography.Signatures;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Keys and signature schemes that nothing here knows, wherever a peer may put them. References: RFC 9846 4.3.3, 4.5.1.2, RFC 8701.</summary>
public sealed class UnknownValueTests
{
    /// <summary>GREASE, schemes of TLS 1.2, of drafts, and of nobody.</summary>
    private static readonly SignatureScheme[] Strange = [.. new[] { 0x0a0a, 0xfafa, 0x0201, 0x0203, 0x0402, 0x0808, 0x0820, 0x0a01, 0xfe09, 0xffff, 0 }.Select(scheme => (SignatureScheme)scheme)];

    private static readonly Dictionary<string, byte[]> StrangeKeys = new()
    {
        ["DSA"] = Der.PublicKey(Der.Algorithm("1.2.840.10040.4.1", Der.Sequence([2, 1, 7, 2, 1, 5, 2, 1, 3])), [2, 1, 4]),
        ["DSA without parameters"] = Der.PublicKey(Der.Algorithm("1.2.840.10040.4.1"), [2, 1, 4]),
        ["Diffie-Hellman"] = Der.PublicKey(Der.Algorithm("1.2.840.10046.2.1", Der.Sequence([2, 1, 7, 2, 1, 5, 2, 1, 3])), [2, 1, 4]),
        ["X25519"] = Der.PublicKey(Der.Algorithm("1.3.101.110"), new byte[32]),
        ["Ed448"] = Der.PublicKey(Der.Algorithm("1.3.101.113"), new byte[57]),
        ["secp256k1"] = Der.PublicKey(Der.Algorithm(Der.EcPublicKey, Der.Oid("1.3.132.0.10")), [4, .. new byte[64]]),
        ["GOST"] = Der.PublicKey(Der.Algorithm("1.2.643.7.1.1.1.1", Der.Null), new byte[64]),
        ["SLH-DSA"] = Der.PublicKey(Der.Algorithm("2.16.840.1.101.3.4.3.20"), new byte[32]),
        ["nobody's"] = Der.PublicKey(Der.Algorithm("1.3.6.1.4.1.55555.9"), []),
    };

    public static TheoryData<string, TlsRole> KeysAndRoles => new(from key in StrangeKeys.Keys from role in new[] { TlsRole.Client, TlsRole.Server } select (key, role));

    [Flaw(42)]
    [Theory]
    [MemberData(nameof(KeysAndRoles))]
    public void A_certificate_with_a_key_of_a_kind_that_is_not_spoken_is_unsupported(string kind, TlsRole receiver)
    {
        var certificate = ForeignKeyCertificate.Issue(Issued.Root(), Endpoints.ServerRecipe, StrangeKeys[kind]);
        using var pair = new HandshakePair();
        pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => flight.Change(HandshakeType.certificate, _ => Certificate.Encode([certificate.Der]));
        pair.Run();
        var alert = pair.Of(receiver).Error!.AlertSent;
        pair.AssertRefusedBy(receiver, kind == "DSA without parameters" ? alert!.Value : AlertDescription.unsupported_certificate);
    }

    [Flaw(46)]
    [Theory]
    [InlineData(nameof(ExtensionType.signature_algorithms))]
    [InlineData(nameof(ExtensionType.signature_algorithms_cert))]
    public void Strange_schemes_of_a_client_are_passed_over(string name)
    {
        var extension = Enum.Parse<ExtensionType>(name);
        foreach (var among in new SignatureScheme[][] { [SignatureScheme.ecdsa_secp256r1_sha256], [] })
        {
            using var pair = new HandshakePair();
            pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello => hello[extension] = List([.. Strange, .. among, .. Strange.Reverse()])));
            pair.Run();

            // What a certificate is signed with is a wish; with what the handshake is signed is none.
            if (extension == ExtensionType.signature_algorithms && among.Length == 0) pair.AssertRefusedBy(TlsRole.Server, AlertDescription.handshake_failure, text: "No signature scheme in common");
            else Assert.NotNull(pair.Server.Evidence.Negotiated);
        }
    }

    // The client reads the whole request, and finds out by the signature that it was changed.
    [Flaw(46)]
    [Fact]
    public void Strange_schemes_of_a_server_are_passed_over()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.certificate_request, _ => CertificateRequest.Encode([.. Strange, SignatureScheme.ecdsa_secp256r1_sha256], Strange, [], []));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.decrypt_error, "4.5.2");
    }

    private static byte[] List(SignatureScheme[] schemes)
    {
        using var w = new Adit.Tls.Wire.WireWriter();
        SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms, schemes);
        return w.Written[4..].ToArray();
    }
}
