using System.Globalization;
using System.Text;
using System.Text.Json;
using Adit.Tls;
using Adit.Tls.Evidence;

namespace Adit.Cli.Demo;

/// <summary>What the demo saw: who the ends are to each other, what they negotiated, and whether every byte came back.</summary>
/// <param name="OfClient">The client's end, as the server's end judged it on the connection that carried the bytes.</param>
/// <param name="OfServer">The server's end, as the client's end judged it there.</param>
/// <param name="EchoHash">SHA-256 of what the service got.</param>
/// <param name="Transfer">What went through.</param>
internal sealed record DemoReport(WatchedAuthenticator.Judgement OfClient, WatchedAuthenticator.Judgement OfServer, byte[] EchoHash, TransferResult Transfer)
{
    /// <summary>True when what arrived and what came back are what was sent.</summary>
    public bool IsMatch => Transfer.SentHash.AsSpan().SequenceEqual(EchoHash) && Transfer.SentHash.AsSpan().SequenceEqual(Transfer.ReceivedHash);

    // One way: the same bytes came back in the same time.
    private double GbitPerSecond => Transfer.Bytes * 8 / Transfer.Elapsed.TotalSeconds / 1e9;

    private NegotiatedParameters Negotiated => OfClient.Evidence.Negotiated!;

    /// <summary>Lines for people.</summary>
    public void WriteText(TextWriter output)
    {
        output.WriteLine($"  {"key exchange",-16}{Iana.Name(Negotiated.Group)}");
        output.WriteLine($"  {"cipher suite",-16}{Iana.Name(Negotiated.CipherSuite)}");
        output.WriteLine($"  {"version",-16}{Version}");
        WritePeer("server proved", OfServer, Negotiated.OwnSignatureScheme);
        WritePeer("client proved", OfClient, Negotiated.PeerSignatureScheme);
        output.WriteLine($"  {"let in as",-16}{OfClient.Decision.PeerName}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"bytes",-16}{Transfer.Bytes:N0} each way in {Transfer.Elapsed.TotalSeconds:0.00} s, {GbitPerSecond:0.00} Gbit/s each way"));
        output.WriteLine($"  {"SHA-256",-16}{(IsMatch ? $"{Hex(Transfer.SentHash)}, the same where it was sent, where it arrived and where it came back" : $"differs: sent {Hex(Transfer.SentHash)}, arrived {Hex(EchoHash)}, came back {Hex(Transfer.ReceivedHash)}")}");

        void WritePeer(string label, WatchedAuthenticator.Judgement peer, SignatureScheme? scheme)
        {
            var leaf = ((CertificateProof)peer.Evidence.Proof).Leaf;
            output.WriteLine($"  {label,-16}{leaf.Subject} by {(scheme is { } s ? Iana.Name(s) : "no signature")}");
            output.WriteLine($"  {"",-16}{leaf.Pin}");
        }
    }

    /// <summary>One JSON object.</summary>
    public void WriteJson(TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("version", Version);
            json.WriteString("group", Iana.Name(Negotiated.Group));
            json.WriteString("cipher_suite", Iana.Name(Negotiated.CipherSuite));
            json.WriteString("peer", OfClient.Decision.PeerName);
            WritePeer("client", OfClient, Negotiated.PeerSignatureScheme);
            WritePeer("server", OfServer, Negotiated.OwnSignatureScheme);
            json.WriteNumber("bytes", Transfer.Bytes);
            json.WriteNumber("seconds", Math.Round(Transfer.Elapsed.TotalSeconds, 3));
            json.WriteString("sha256", Hex(Transfer.SentHash));
            json.WriteBoolean("sha256_match", IsMatch);
            json.WriteNumber("gbit_per_second", Math.Round(GbitPerSecond, 3));
            json.WriteEndObject();

            void WritePeer(string name, WatchedAuthenticator.Judgement peer, SignatureScheme? scheme)
            {
                var leaf = ((CertificateProof)peer.Evidence.Proof).Leaf;
                json.WriteStartObject(name);
                json.WriteString("subject", leaf.Subject);
                json.WriteString("pin", leaf.Pin);
                json.WriteString("signature_scheme", scheme is { } s ? Iana.Name(s) : null);
                json.WriteEndObject();
            }
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private string Version => Negotiated.Version == ProtocolVersion.TLS13 ? "TLS 1.3" : Iana.Name(Negotiated.Version);

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
