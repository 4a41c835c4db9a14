using Adit.Interop.Peers;

namespace Adit.Interop;

/// <summary>OpenSSL of this system as client.</summary>
public sealed class OpenSslAsClient() : PeerAsClient(OpenSsl.System);

/// <summary>OpenSSL 3.5, whose first choice is X25519MLKEM768, as client.</summary>
public sealed class OpenSslHybridAsClient() : PeerAsClient(OpenSsl.Trixie);

/// <summary>GnuTLS as client.</summary>
public sealed class GnuTlsAsClient() : PeerAsClient(new GnuTls());
