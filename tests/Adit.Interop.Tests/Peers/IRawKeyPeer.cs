using Adit.Interop.Certificates;
using Adit.Interop.Processes;

namespace Adit.Interop.Peers;

/// <summary>A TLS program of others that shows and takes raw public keys (RFC 7250).</summary>
internal interface IRawKeyPeer : ITlsPeer
{
    /// <summary>What it prints of a connection whose other end showed a raw key.</summary>
    string RawKeySeen { get; }

    /// <summary>The command of its client, which shows its key alone.</summary>
    Command RawKeyClient(int port, CertificateFiles own);

    /// <summary>The command of its server, which shows its key alone and demands one.</summary>
    Command RawKeyServer(CertificateFiles own);
}
