using Adit.Interop.Peers;

namespace Adit.Interop;

/// <summary>Raw public keys with GnuTLS.</summary>
public sealed class GnuTlsRawKeys() : RawKeyExchange(new GnuTls());

/// <summary>Raw public keys with OpenSSL 3.5; 3.0 has none.</summary>
public sealed class OpenSslRawKeys() : RawKeyExchange(OpenSsl.Trixie);
