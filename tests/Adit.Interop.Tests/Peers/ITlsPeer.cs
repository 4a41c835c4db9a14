using Adit.Interop.Certificates;
using Adit.Interop.Processes;

namespace Adit.Interop.Peers;

/// <summary>A TLS program of others that can be client and server on a command line.</summary>
internal interface ITlsPeer
{
    /// <summary>The groups it has in common with us.</summary>
    IReadOnlyList<string> Groups { get; }

    /// <summary>The kinds of keys it signs and verifies with.</summary>
    IReadOnlyList<KeyKind> KeyKinds { get; }

    /// <summary>Whether its command line takes pre-shared keys of SHA-384; those of SHA-256 all take.</summary>
    bool TakesSha384Keys { get; }

    /// <summary>What both ends agree on when neither is told anything.</summary>
    string DefaultGroup { get; }

    /// <summary>What it prints when a connection fails.</summary>
    PeerWording Wording { get; }

    /// <summary>The command of its client, which sends standard input and writes what comes to standard output.</summary>
    Command Client(ClientCall call);

    /// <summary>The command of its server, which answers what it reads as <see cref="Answer"/> says, line by line, on a free port of loopback.</summary>
    Command Server(ServerCall call);

    /// <summary>What the server answers to text in lines.</summary>
    byte[] Answer(byte[] request);

    /// <summary>Reads what its client said of the connection.</summary>
    TlsReport ClientReport(FinishedProcess client);

    /// <summary>Reads what its server has said so far of the connection.</summary>
    TlsReport ServerReport(RunningProcess server);
}
