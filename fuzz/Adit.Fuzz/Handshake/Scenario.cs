using Adit.Fuzz.Material;
using Adit.Tls;
using Adit.Tls.Cryptography;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Records;
using Adit.Tls.Sessions;
using Adit.Tls.Tests.Handshake;

namespace Adit.Fuzz.Handshake;

/// <summary>Two ends that agree, the same bytes in every run, and what each says to the other.</summary>
internal sealed class Scenario
{
    /// <summary>What only a connection has, and what has a place nearly nowhere.</summary>
    private static readonly Piece[] Later =
    [
        new Piece(Epoch.Application, ContentType.application_data, [.. Enumerable.Range(0, 40).Select(i => (byte)i)]),
        Piece.Handshake(Epoch.Application, KeyUpdate.EncodedNotRequested.ToArray()),
        Piece.Handshake(Epoch.Application, KeyUpdate.EncodedRequested.ToArray()),
        Piece.Handshake(Epoch.Application, NewSessionTicket.Encode(TimeSpan.FromHours(1), 7, new byte[] { 1 }, new byte[] { 1, 2, 3 })),
        Piece.Alert(Epoch.Application, AlertDescription.close_notify),
        Piece.Alert(Epoch.Handshake, AlertDescription.user_canceled),
        Piece.ChangeCipherSpec(),
    ];

    private readonly Func<TlsClientOptions> client;
    private readonly TlsServerOptions server;
    private readonly Dictionary<TlsRole, IReadOnlyList<Piece>> said = [];
    private int clientCount;
    private int serverCount;

    /// <param name="name">What it is about.</param>
    /// <param name="client">Made anew for each run: a client's sessions are used up.</param>
    /// <param name="server">The server.</param>
    /// <param name="psk">What the client's hello offers; null where it offers none.</param>
    public Scenario(string name, Func<TlsClientOptions> client, TlsServerOptions server, OfferedPsk? psk = null)
    {
        Name = name;
        Psk = psk;
        this.client = client;
        this.server = server;
    }

    /// <summary>How many pieces stand at the end of each catalogue that neither end says in a handshake.</summary>
    public static int CountOfLater => Later.Length;

    public string Name { get; }

    public OfferedPsk? Psk { get; }

    /// <summary>All that a plan can name: what that end says, then what the other says, then what only a connection has.</summary>
    public IReadOnlyList<Piece> CatalogueFor(TlsRole sender)
    {
        if (said.Count == 0) Record();
        return said[sender];
    }

    /// <summary>How many pieces of the catalogue that end says itself.</summary>
    public int CountSaidBy(TlsRole sender)
    {
        if (said.Count == 0) Record();
        return sender == TlsRole.Client ? clientCount : serverCount;
    }

    public Endpoint NewEndpoint(TlsRole role, Coverage coverage)
    {
        if (role == TlsRole.Server) return new Endpoint(role, TlsHandshake.Server(server, "the client", new SeededEntropy("server")), new Answers(server), coverage);
        var options = client();
        return new Endpoint(role, TlsHandshake.Client(options, "the server", new SeededEntropy("client")), new Answers(options), coverage);
    }

    /// <summary>The key of an end, and what its Certificate message must show.</summary>
    public (Tls.Cryptography.Signatures.PrivateKey Key, ReadOnlyMemory<byte> Shown)[] CredentialsOf(TlsRole role) => role == TlsRole.Client
        ? [(FixedKeys.Client, FixedCertificates.Client.Der), (FixedKeys.Client, FixedKeys.Client.SubjectPublicKeyInfo)]
        : [(FixedKeys.Server, FixedCertificates.Server.Der), (FixedKeys.Server, FixedKeys.Server.SubjectPublicKeyInfo)];

    /// <summary>Lets both ends talk to each other, and keeps what they say.</summary>
    private void Record()
    {
        var ignored = new Coverage();
        using var left = NewEndpoint(TlsRole.Client, ignored);
        using var right = NewEndpoint(TlsRole.Server, ignored);
        left.Start();
        right.Start();
        List<Piece> fromClient = [], fromServer = [];
        while (Carry(left, right, fromClient) | Carry(right, left, fromServer))
        {
        }

        (clientCount, serverCount) = (fromClient.Count, fromServer.Count);
        said[TlsRole.Client] = [.. fromClient, .. fromServer, .. Later];
        said[TlsRole.Server] = [.. fromServer, .. fromClient, .. Later];
    }

    private static bool Carry(Endpoint from, Endpoint to, List<Piece> pieces)
    {
        var said = from.Said.ToArray();
        from.Said.Clear();
        foreach (var piece in said) to.Deliver(piece);
        pieces.AddRange(said);
        return said.Length > 0;
    }
}
