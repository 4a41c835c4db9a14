using System.Text;
using Adit.Tls.Compression;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Records;
using Adit.Tls.Wire;
using CsCheck;

namespace Adit.Tls.Tests.Messages;

/// <summary>
/// Encoding and decoding are inverses: whatever we write, what is read of it writes the same bytes again. Each message holds all that ours can.
/// References: RFC 9846 4, 5.1, 6.
/// </summary>
public sealed class CodecPropertyTests
{
    private static readonly Gen<byte[]> Hash = Gen.Byte.Array[32];
    private static readonly Gen<byte[]> SessionId = Gen.Byte.Array[0, 32];
    private static readonly Gen<CipherSuite> Suite = Gen.UShort.Select(v => (CipherSuite)v);
    private static readonly Gen<NamedGroup> Group = Gen.UShort.Select(v => (NamedGroup)v);
    private static readonly Gen<SignatureScheme[]> Schemes = Gen.UShort.Select(v => (SignatureScheme)v).Array[1, 40];
    private static readonly Gen<NamedGroup[]> Groups = Group.ArrayUnique[1, 20];
    private static readonly Gen<ReadOnlyMemory<byte>[]> Names = Gen.Byte.Array[1, 300].Select(b => (ReadOnlyMemory<byte>)b).Array[0, 10];
    private static readonly Gen<CertificateCompressor[]> Compressors = Gen.Shuffle(CertificateCompressor.All.ToArray(), 0, CertificateCompressor.All.Count);
    private static readonly Gen<string> Text = Gen.Char['!', '~'].Where(c => c is not ('"' or '\\')).Array[1, 255].Select(c => new string(c));
    private static readonly Gen<KeyShareEntry> Share = Gen.Select(Group, Gen.Byte.Array[1, 2000]).Select((group, bytes) => new KeyShareEntry(group, bytes));

    [Fact]
    public void Of_client_hellos() => Holds<ClientHello>(
        Gen.Select(
            Gen.Select(Hash, SessionId, Suite.Array[1, 40]),
            Gen.Select(Gen.Bool, Gen.Int[0, 1 << 13]),
            Gen.Select(Groups, Schemes, Names, Compressors),
            Gen.Select(Gen.Byte.Array[1, 500], Text.Array[1, 5], Share.Array[0, 4], Gen.Byte.Array[1, 300].Array[1, 4])).Select(
            (head, presence, lists, values) => ClientHello.Encode(head.Item1, head.Item2, head.Item3, w =>
            {
                var (groups, schemes, names, compressors) = lists;
                var (cookie, protocols, shares, identities) = values;
                bool Has(int bit) => presence.Item1 || (presence.Item2 & (1 << bit)) == 0;
                SupportedVersionsExtension.WriteOffered(w);
                if (Has(0)) ServerNameExtension.Write(w, protocols[0]);
                if (Has(1)) SupportedGroupsExtension.Write(w, groups);
                if (Has(2)) SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms, schemes);
                if (Has(3)) SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms_cert, schemes[..1]);
                if (Has(4)) KeyShareExtension.WriteOffered(w, [.. shares.DistinctBy(share => share.Group)]);
                if (Has(5)) AlpnExtension.Write(w, protocols);
                if (Has(6)) CertificateTypeExtension.WriteOffered(w, ExtensionType.client_certificate_type, [CertificateType.RawPublicKey]);
                if (Has(7)) CertificateTypeExtension.WriteOffered(w, ExtensionType.server_certificate_type, [CertificateType.X509, CertificateType.RawPublicKey]);
                CertificateAuthoritiesExtension.Write(w, names);
                if (Has(8)) StatusRequestExtension.WriteRequest(w);
                CompressCertificateExtension.Write(w, compressors);
                if (Has(9)) RecordSizeLimitExtension.Write(w);
                if (Has(10)) CookieExtension.Write(w, cookie);
                if (Has(11)) PskKeyExchangeModesExtension.Write(w);
                if (Has(12)) PreSharedKeyExtension.WriteOffered(w, [.. identities.Select(identity => ((ReadOnlyMemory<byte>)identity, 0u, 32 + (identity.Length % 17)))]);
            })),
        hello => ClientHello.Encode(hello.Random, hello.SessionId, hello.CipherSuites, w =>
        {
            Assert.Equal([ProtocolVersion.TLS13], hello.SupportedVersions);
            SupportedVersionsExtension.WriteOffered(w);
            if (hello.ServerName is { } name) ServerNameExtension.Write(w, name);
            if (hello.SupportedGroups is { } groups) SupportedGroupsExtension.Write(w, groups);
            if (hello.SignatureAlgorithms is { } schemes) SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms, schemes);
            if (hello.SignatureAlgorithmsCert is { } certificateSchemes) SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms_cert, certificateSchemes);
            if (hello.KeyShares is { } shares) KeyShareExtension.WriteOffered(w, shares);
            if (hello.ApplicationProtocols is { } protocols) AlpnExtension.Write(w, [.. protocols.Select(Encoding.ASCII.GetString)]);
            if (hello.ClientCertificateTypes is { } client) CertificateTypeExtension.WriteOffered(w, ExtensionType.client_certificate_type, client);
            if (hello.ServerCertificateTypes is { } server) CertificateTypeExtension.WriteOffered(w, ExtensionType.server_certificate_type, server);
            CertificateAuthoritiesExtension.Write(w, hello.CertificateAuthorities);
            if (hello.RequestsOcspResponse) StatusRequestExtension.WriteRequest(w);
            CompressCertificateExtension.Write(w, Of(hello.CertificateCompression));
            if (hello.RecordSizeLimit is not null) RecordSizeLimitExtension.Write(w);
            if (hello.Extensions!.TryGet(ExtensionType.cookie, out var cookie)) CookieExtension.Write(w, CookieExtension.Read(new WireReader(cookie, "cookie")));
            if (hello.OffersPskWithDhe) PskKeyExchangeModesExtension.Write(w);
            if (hello.PreSharedKeys is { } keys) PreSharedKeyExtension.WriteOffered(w, [.. keys.Identities.Zip(keys.Binders, (identity, binder) => (identity, 0u, binder.Length))]);
        }));

    [Fact]
    public void Of_server_hellos() => Holds<ServerHello>(
        Gen.Select(Hash, SessionId, Suite, Share, Gen.UShort.Nullable()).Select((random, session, suite, share, psk) => ServerHello.Encode(random, session, suite, share, psk)),
        hello => ServerHello.Encode(hello.Random, hello.SessionIdEcho, hello.CipherSuite, hello.KeyShare!, hello.SelectedPsk));

    [Fact]
    public void Of_hello_retry_requests() => Holds<ServerHello>(
        Gen.Select(SessionId, Suite, Group).Select((session, suite, group) => ServerHello.EncodeRetry(session, suite, group)),
        hello => ServerHello.EncodeRetry(hello.SessionIdEcho, hello.CipherSuite, hello.RetryGroup!.Value));

    [Fact]
    public void Of_encrypted_extensions() => Holds<EncryptedExtensions>(
        Gen.Select(Text.Null(), Gen.Bool, Gen.Enum<CertificateType>().Nullable(), Gen.Enum<CertificateType>().Nullable(), Gen.Bool, Groups.Null()).Select(
            (protocol, name, client, server, limit, groups) => EncryptedExtensions.Encode(protocol, name, client, server, limit, groups)),
        message => EncryptedExtensions.Encode(
            message.ApplicationProtocol is { } protocol ? Encoding.ASCII.GetString(protocol) : null,
            message.Extensions.Has(ExtensionType.server_name),
            message.ClientCertificateType,
            message.ServerCertificateType,
            message.RecordSizeLimit is not null,
            message.Extensions.TryGet(ExtensionType.supported_groups, out var groups) ? SupportedGroupsExtension.Read(new WireReader(groups, "groups")) : null));

    [Fact]
    public void Of_certificate_requests() => Holds<CertificateRequest>(
        Gen.Select(Schemes, Schemes, Names, Compressors).Select((schemes, certificateSchemes, names, compressors) => CertificateRequest.Encode(schemes, certificateSchemes, names, compressors)),
        message => CertificateRequest.Encode(message.SignatureAlgorithms, message.CertificateSignatureAlgorithms, message.CertificateAuthorities, Of(message.CertificateCompression)));

    [Fact]
    public void Of_certificates() => Holds<Certificate>(
        Gen.Select(Gen.Byte.Array[1, 3000].Array[0, Certificate.MaxEntries], Gen.Byte.Array[1, 3000].Null()).Select(Certificates), Again);

    [Fact]
    public void Of_compressed_certificates() => Property.Holds(
        Gen.Select(Gen.Byte.Array[1, 3].Array[1, Certificate.MaxEntries], Gen.Int[0, CertificateCompressor.All.Count - 1].Select(i => CertificateCompressor.All[i])),
        (seeds, compressor) =>
        {
            var certificate = Certificates([.. seeds.Select(seed => Enumerable.Repeat(seed, 200).SelectMany(b => b).ToArray())], null);
            var compressed = Assert.IsType<CompressedCertificate>(HandshakeMessage.Read(CompressedCertificate.TryEncode(certificate, compressor)!));
            Assert.Equal(compressor.Algorithm, compressed.Algorithm);
            Assert.Equal(certificate, Again(compressed.Decompress([compressor])));
        });

    [Fact]
    public void Of_certificate_verifies() => Holds<CertificateVerify>(
        Gen.Select(Gen.UShort, Gen.Byte.Array[0, 6000]).Select((scheme, signature) => CertificateVerify.Encode((SignatureScheme)scheme, signature)),
        message => CertificateVerify.Encode(message.Scheme, message.Signature));

    [Fact]
    public void Of_finisheds() => Holds<Finished>(Gen.Byte.Array[32, 48].Select(mac => Finished.Encode(mac)), message => Finished.Encode(message.VerifyData));

    [Fact]
    public void Of_tickets() => Holds<NewSessionTicket>(
        Gen.Select(Gen.UInt, Gen.UInt, Gen.Byte.Array[0, 255], Gen.Byte.Array[1, 5000]).Select((lifetime, add, nonce, ticket) => NewSessionTicket.Encode(TimeSpan.FromSeconds(lifetime), add, nonce, ticket)),
        ticket => NewSessionTicket.Encode(ticket.Lifetime, ticket.AgeAdd, ticket.Nonce, ticket.Ticket));

    [Fact]
    public void Of_key_updates() => Holds<KeyUpdate>(Gen.Bool.Select(Update), message => Update(message.RequestsUpdate));

    [Fact]
    public void Of_alerts() => Property.Holds(Gen.Byte, alert => Assert.Equal(alert, (byte)AlertRecord.Read(AlertRecord.Encode((AlertDescription)alert))), cases: 1000);

    [Fact]
    public void Of_record_headers() => Property.Holds(
        Gen.Select(Gen.Enum<ContentType>(), Gen.Int[0, RecordFormat.MaxContentLength]),
        (type, length) =>
        {
            var bytes = new byte[RecordFormat.HeaderLength];
            RecordHeader.Write(bytes, type, ProtocolVersion.TLS12, length);
            Assert.True(RecordHeader.TryRead(bytes, out var header));
            Assert.Equal(new RecordHeader(type, length), header);
        });

    private static void Holds<T>(Gen<byte[]> written, Func<T, byte[]> again) where T : HandshakeMessage =>
        Property.Holds(written, bytes => Assert.Equal(bytes, again(Assert.IsType<T>(HandshakeMessage.Read(bytes)))));

    private static byte[] Certificates(byte[][] entries, byte[]? ocspResponse) =>
        Certificate.Encode([.. entries.Select(entry => (ReadOnlyMemory<byte>)entry)], ocspResponse is null ? null : (ReadOnlyMemory<byte>?)ocspResponse);

    private static byte[] Again(Certificate message) =>
        Certificate.Encode([.. message.Entries.Select(entry => entry.Data)], message.Entries is [var first, ..] ? first.ReadOcspResponse() : null);

    private static byte[] Update(bool requests) => (requests ? KeyUpdate.EncodedRequested : KeyUpdate.EncodedNotRequested).ToArray();

    private static CertificateCompressor[] Of(CertificateCompressionAlgorithm[] algorithms) =>
        [.. algorithms.Select(algorithm => CertificateCompressor.All.Single(compressor => compressor.Algorithm == algorithm))];
}
