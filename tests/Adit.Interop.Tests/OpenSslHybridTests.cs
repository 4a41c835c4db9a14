using Adit.Interop.Peers;

namespace Adit.Interop;

/// <summary>OpenSSL 3.5, whose first choice is X25519MLKEM768, as client.</summary>
public sealed class OpenSslHybridAsClient() : PeerAsClient(OpenSsl.Trixie)
{
    private protected override string UnknownAuthorityAlert => "alert unknown ca";

    private protected override string NoCommonGroupAlert => "alert handshake failure";
}

/// <summary>OpenSSL 3.5, whose first choice is X25519MLKEM768, as server.</summary>
public sealed class OpenSslHybridAsServer() : PeerAsServer(OpenSsl.Trixie)
{
    private protected override string UnknownAuthorityAlert => "alert unknown ca";

    private protected override string UntrustedClient => "certificate verify failed";

    private protected override string NoCommonGroup => "no suitable key share";
}
