using Adit.Interop.Peers;

namespace Adit.Interop;

/// <summary>OpenSSL of this system as server.</summary>
public sealed class OpenSslAsServer() : PeerAsServer(OpenSsl.System);

/// <summary>OpenSSL 3.5, whose first choice is X25519MLKEM768, as server.</summary>
public sealed class OpenSslHybridAsServer() : PeerAsServer(OpenSsl.Trixie);

/// <summary>GnuTLS as server.</summary>
public sealed class GnuTlsAsServer() : PeerAsServer(new GnuTls());
