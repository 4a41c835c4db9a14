using System.Buffers.Binary;
using System.IO.Compression;
using Adit.Tls;
using Adit.Tls.Messages;

namespace Adit.Fuzz.Handshake;

/// <summary>
/// Why a handshake may have completed: the peer's messages came in an order of RFC 9846 appendix A, each proof among them fits the harness's transcript,
/// and what was agreed on was offered. Looked at with other code than the engine's.
/// </summary>
internal static class Justification
{
    public static void Require(Endpoint endpoint, Scenario scenario)
    {
        var log = endpoint.Log;
        var clientHello = Hello.OfClient(log.Last(m => m.Bytes[0] == (byte)HandshakeType.client_hello).Bytes);
        var serverHello = Hello.OfServer(log.Last(m => m.Bytes[0] == (byte)HandshakeType.server_hello).Bytes);
        var byPsk = serverHello.Extensions.ContainsKey(ExtensionType.pre_shared_key);
        RequireOrder(endpoint, byPsk);
        RequireOffered(clientHello, serverHello);
        RequireFinished(endpoint);
        if (byPsk) RequireBinder(endpoint, scenario, clientHello, serverHello);
        else if (endpoint.Role == TlsRole.Client || Has(log, HandshakeType.certificate_request)) RequireSigned(endpoint, scenario);
        BugException.Unless(endpoint.Handshake.Evidence.Negotiated!.CipherSuite == (CipherSuite)serverHello.Suites[0], "The evidence names another suite than the ServerHello.");
        BugException.Unless(endpoint.Handshake.Evidence.Negotiated.Group == (NamedGroup)serverHello.SelectedGroup, "The evidence names another group than the ServerHello.");
    }

    private static bool Has(IEnumerable<LoggedMessage> log, HandshakeType type) => log.Any(m => m.Bytes[0] == (byte)type);

    private static void RequireOrder(Endpoint endpoint, bool byPsk)
    {
        var peers = endpoint.Log.Where(m => m.IsPeers).Select(m => (HandshakeType)m.Bytes[0]).ToArray();
        var isAsked = Has(endpoint.Log, HandshakeType.certificate_request);
        var retries = endpoint.Log.Count(m => Hello.IsRetry(m.Bytes));
        List<HandshakeType> expected = endpoint.Role == TlsRole.Server
            ? [.. Enumerable.Repeat(HandshakeType.client_hello, 1 + retries)]
            : [.. Enumerable.Repeat(HandshakeType.server_hello, 1 + retries), HandshakeType.encrypted_extensions];
        if (endpoint.Role == TlsRole.Client && isAsked) expected.Add(HandshakeType.certificate_request);
        if (!byPsk && (endpoint.Role == TlsRole.Client || isAsked)) expected.AddRange([HandshakeType.certificate, HandshakeType.certificate_verify]);
        expected.Add(HandshakeType.finished);
        BugException.Unless(retries <= 1 && !(byPsk && isAsked), "It completed after two HelloRetryRequests, or a CertificateRequest beside a PSK.");
        BugException.Unless(
            peers.Select(type => type == HandshakeType.compressed_certificate ? HandshakeType.certificate : type).SequenceEqual(expected),
            $"It completed after {string.Join(", ", peers)}; the order is {string.Join(", ", expected)}.");
    }

    private static void RequireOffered(Hello client, Hello server)
    {
        BugException.Unless(client.Versions.Contains((ushort)ProtocolVersion.TLS13) && server.SelectedVersion == (ushort)ProtocolVersion.TLS13, "It completed without TLS 1.3 on both sides.");
        BugException.Unless(client.Suites.Contains(server.Suites[0]), "The suite was not offered.");
        BugException.Unless(client.Groups.Contains(server.SelectedGroup) && client.ShareGroups.Contains(server.SelectedGroup), "The group was not offered.");
        BugException.Unless(client.SessionId.AsSpan().SequenceEqual(server.SessionId), "The session ID was not echoed.");
    }

    private static void RequireFinished(Endpoint endpoint)
    {
        var at = endpoint.Log.FindLastIndex(m => m.IsPeers);
        var mac = Proofs.FinishedMac(endpoint.Hash, endpoint.PeerHandshakeSecret!, Proofs.TranscriptHash(endpoint.Hash, endpoint.Log, at));
        BugException.Unless(endpoint.Log[at].Bytes.AsSpan(HandshakeMessage.HeaderLength).SequenceEqual(mac), "It completed by a Finished that does not fit the transcript.");
    }

    private static void RequireBinder(Endpoint endpoint, Scenario scenario, Hello client, Hello server)
    {
        var index = BinaryPrimitives.ReadUInt16BigEndian(server.Extensions[ExtensionType.pre_shared_key]);
        var (binders, length) = client.Binders;
        var at = endpoint.Log.FindLastIndex(m => m.Bytes[0] == (byte)HandshakeType.client_hello);
        BugException.Unless(scenario.Psk is { } psk && binders[index].AsSpan().SequenceEqual(Proofs.Binder(psk, endpoint.Log.Take(at), endpoint.Log[at].Bytes[..^length])), "It completed by a PSK whose binder does not fit.");
    }

    private static void RequireSigned(Endpoint endpoint, Scenario scenario)
    {
        var shown = Shown(endpoint.Log.Single(m => m.IsPeers && (HandshakeType)m.Bytes[0] is HandshakeType.certificate or HandshakeType.compressed_certificate).Bytes);
        var credential = Array.Find(scenario.CredentialsOf(endpoint.PeerRole), c => c.Shown.Span.SequenceEqual(shown));
        BugException.Unless(credential.Key is not null, "It completed with a peer whose certificate or key is nobody's.");
        var at = endpoint.Log.FindIndex(m => m.IsPeers && m.Bytes[0] == (byte)HandshakeType.certificate_verify);
        var signature = Proofs.Signature(credential.Key, endpoint.PeerRole, Proofs.TranscriptHash(endpoint.Hash, endpoint.Log, at));
        BugException.Unless(
            endpoint.Log[at].Bytes.AsSpan().SequenceEqual(CertificateVerify.Encode(SignatureScheme.ed25519, signature)),
            "It completed by a CertificateVerify that does not fit the transcript and the key that was shown.");
    }

    /// <summary>The first entry of a Certificate message, compressed or not: context 1, list 3, entry 3.</summary>
    private static byte[] Shown(byte[] message)
    {
        var body = message.AsSpan(HandshakeMessage.HeaderLength).ToArray();
        if (message[0] == (byte)HandshakeType.compressed_certificate) body = Decompressed(body);
        return body.AsSpan(7, (body[4] << 16) | (body[5] << 8) | body[6]).ToArray();
    }

    private static byte[] Decompressed(byte[] body)
    {
        using var compressed = new MemoryStream(body, 8, body.Length - 8);
        using Stream decompressing = body[1] == 1 ? new ZLibStream(compressed, CompressionMode.Decompress) : new BrotliStream(compressed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        decompressing.CopyTo(plain);
        return plain.ToArray();
    }
}
