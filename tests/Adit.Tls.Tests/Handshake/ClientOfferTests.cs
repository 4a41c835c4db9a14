using System.Security.Cryptography;
using Adit.Tls.Compression;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;

namespace Adit.Tls.Tests.Handshake;

/// <summary>What our client says in its first ClientHello. References: RFC 9846 4.2.2, 4.3, 4.3.1, 4.3.3.</summary>
public sealed class ClientOfferTests
{
    [Fact]
    [Requirement("RFC9846-4.2.2-06", "RFC9846-4.2.2-14", "RFC9846-4.3.1-01")]
    public void It_offers_TLS_1_3_alone_in_the_guise_of_1_2_and_no_compression()
    {
        var hello = First(Endpoints.Client);
        Assert.Equal(0x0303, hello.Version);
        Assert.Equal([0], hello.Compression);
        Assert.Equal([2, 3, 4], hello[ExtensionType.supported_versions]);
    }

    [Fact]
    [Requirement("RFC9846-4.2.2-09", "RFC9846-4.2.2-10")]
    public void Its_session_id_has_32_bytes_that_nobody_can_foresee()
    {
        var (one, another) = (First(Endpoints.Client), First(Endpoints.Client));
        Assert.Equal(32, one.SessionId.Length);
        Assert.False(one.SessionId.AsSpan().SequenceEqual(another.SessionId));
        Assert.False(one.SessionId.AsSpan().SequenceEqual(one.Random));
    }

    // Each extension of it is read to its end by what a server reads it with, and there is no byte behind one.
    [Fact]
    [Requirement("RFC9846-4.3-01", "RFC9846-4.3-08", "RFC9846-4.3-09")]
    public void Its_extensions_stand_there_once_without_a_byte_too_many_and_the_pre_shared_keys_last()
    {
        using var key = new PreSharedKey("plc"u8, new byte[32], HashAlgorithmName.SHA256);
        var options = Endpoints.Client with { ApplicationProtocols = ["h2"], CertificateCompressors = CertificateCompressor.All };
        foreach (var client in new[]
        {
            options,
            options with { Identities = [Endpoints.ClientIdentity, new TlsIdentity(SoftwareKey.Generate(SignatureScheme.ed25519))] },
            options with { Identities = [], PreSharedKeys = [key] },
        })
        {
            var hello = First(client);
            Assert.IsType<ClientHello>(HandshakeMessage.Read(hello.Write()));
            Assert.Equal(hello.Extensions.Select(e => e.Type).Distinct(), hello.Extensions.Select(e => e.Type));
            Assert.Equal(client.PreSharedKeys.Count > 0, hello.Extensions[^1].Type == ExtensionType.pre_shared_key);
        }
    }

    [Fact]
    [Requirement("RFC9846-4.3.3-02")]
    public void It_says_which_signatures_it_takes_unless_it_goes_by_keys_alone()
    {
        using var key = new PreSharedKey("plc"u8, new byte[32], HashAlgorithmName.SHA256);
        var hello = Assert.IsType<ClientHello>(HandshakeMessage.Read(First(Endpoints.Client).Write()));
        Assert.Equal(TlsPolicy.Modern.SignatureSchemes, hello.SignatureAlgorithms);
        Assert.Equal(TlsPolicy.Modern.CertificateSignatureSchemes, hello.SignatureAlgorithmsCert);
        Assert.Null(First(Endpoints.Client with { Identities = [], PreSharedKeys = [key] })[ExtensionType.signature_algorithms]);
    }

    private static EditableHello First(TlsClientOptions options)
    {
        using var pair = new HandshakePair(options);
        pair.FromClient.Tamper = flight => flight;
        pair.Run();
        return EditableHello.Read(pair.FromClient.Seen[0].Content);
    }
}
