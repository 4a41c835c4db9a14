using System.Security.Cryptography;
using Adit.Fuzz.Material;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography;
using Adit.Tls.Schedule;
using Adit.Tls.Sessions;

namespace Adit.Fuzz.Sessions;

/// <summary>
/// Tickets that come back changed, with another binding, or at another time: one opens only as it was sealed, for the binding it was sealed for, while its key
/// lives, and then holds the session that was sealed. Sizes: which 1, binding 1, hours 1, how many edits 1, edits.
/// </summary>
internal sealed class TicketTarget : ITarget
{
    private static readonly byte[][] Bindings = [SHA256.HashData("one tunnel"u8), SHA256.HashData("another"u8)];

    private static readonly TlsSession[] Sessions =
    [
        new TlsSession { CipherSuite = CipherSuite.TLS_AES_128_GCM_SHA256, AuthenticatedAt = FixedCertificates.Now },
        new TlsSession { CipherSuite = CipherSuite.TLS_AES_256_GCM_SHA384, AuthenticatedAt = FixedCertificates.Now, Certificates = [FixedCertificates.Client], PeerSignatureScheme = SignatureScheme.ed25519, Expires = FixedCertificates.Now.AddDays(30) },
        new TlsSession { CipherSuite = CipherSuite.TLS_CHACHA20_POLY1305_SHA256, AuthenticatedAt = FixedCertificates.Now, RawKey = RawPublicKey.Parse(FixedKeys.Client.SubjectPublicKeyInfo), PeerSignatureScheme = SignatureScheme.ed25519 },
    ];

    public string Name => "ticket";

    public IReadOnlyCollection<string> Places { get; } = ["opened", "void: changed", "void: bound elsewhere", "void: its key is gone"];

    public IEnumerable<(string Name, byte[] Input)> Seeds() =>
    [
        ("nobody", [0, 0, 0, 0]),
        ("certificate", [1, 1, 1, 0]),
        ("raw-key", [2, 0, 23, 0]),
        ("changed", [1, 0, 0, 1, 1, 0, 40, 1]),
        ("elsewhere", [1, 2, 0, 0]),
        ("late", [0, 0, 31, 0]),
    ];

    public void Run(ReadOnlySpan<byte> input, Coverage coverage)
    {
        var source = new ByteSource(input);
        var session = Sessions[source.U8() % Sessions.Length];
        var where = source.U8();
        var sealedFor = Bindings[where & 1];
        var openedFor = Bindings[(where >> 1) & 1 ^ (where & 1)];
        var later = TimeSpan.FromHours(source.U8() % 48);
        using var keys = new TicketKeys();
        using var contents = Contents(session);
        var ticket = keys.Seal(contents.Span, sealedFor, FixedCertificates.Now)!;
        var shown = Edits.Apply(ref source, ticket, source.U8() % 4);

        using var opened = keys.Open(shown, openedFor, FixedCertificates.Now + later);
        var isSame = shown.AsSpan().SequenceEqual(ticket);
        var isHere = sealedFor.AsSpan().SequenceEqual(openedFor);
        var isAlive = later <= TicketKeys.Rotation + TlsSession.MaxAge;
        BugException.Unless(opened is not null == (isSame && isHere && isAlive), $"A ticket {(opened is null ? "does not open" : "opens")} (as sealed: {isSame}, binding: {isHere}, in time: {isAlive}).");
        coverage.Reach(opened is not null ? "opened" : !isSame ? "void: changed" : !isHere ? "void: bound elsewhere" : "void: its key is gone");
        if (opened is not null) RequireSame(opened, contents, session, ticket);
    }

    private static PinnedBytes Contents(TlsSession session)
    {
        var secret = SHA512.HashData("a resumption secret"u8).AsMemory(0, Tls.Cryptography.Hashing.HashFunction.Of(session.CipherSuite).Length);
        return TicketContents.Encode(session, new Secret(secret), [0]);
    }

    private static void RequireSame(PinnedBytes opened, PinnedBytes contents, TlsSession session, byte[] ticket)
    {
        BugException.Unless(opened.Span.SequenceEqual(contents.Span), "What opens is not what was sealed.");
        using var psk = TicketContents.Decode(opened.Span, ticket, new KnownCertificates());
        var read = psk.Session!;
        BugException.Unless(
            read.CipherSuite == session.CipherSuite && read.AuthenticatedAt == session.AuthenticatedAt && read.Expires == session.Expires
                && read.PeerSignatureScheme == session.PeerSignatureScheme && read.RawKey?.Pin == session.RawKey?.Pin
                && read.Certificates.Select(c => c.Pin).SequenceEqual(session.Certificates.Select(c => c.Pin)),
            "The session in the ticket is another than was put there.");
    }
}
