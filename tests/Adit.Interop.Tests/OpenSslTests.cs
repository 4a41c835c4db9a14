using Adit.Interop.Peers;

namespace Adit.Interop;

/// <summary>OpenSSL of this system as client.</summary>
public sealed class OpenSslAsClient() : PeerAsClient(OpenSsl.System)
{
    private protected override string UnknownAuthorityAlert => "alert unknown ca";

    private protected override string NoCommonGroupAlert => "alert handshake failure";
}

/// <summary>OpenSSL of this system as server.</summary>
public sealed class OpenSslAsServer() : PeerAsServer(OpenSsl.System)
{
    private protected override string UnknownAuthorityAlert => "alert unknown ca";

    private protected override string UntrustedClient => "certificate verify failed";

    private protected override string NoCommonGroup => "no suitable key share";
}
