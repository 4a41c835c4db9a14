using Adit.Interop.Peers;

namespace Adit.Interop;

/// <summary>GnuTLS as client.</summary>
public sealed class GnuTlsAsClient() : PeerAsClient(new GnuTls())
{
    private protected override string UnknownAuthorityAlert => "alert [48]";

    private protected override string NoCommonGroupAlert => "alert [40]";
}

/// <summary>GnuTLS as server.</summary>
public sealed class GnuTlsAsServer() : PeerAsServer(new GnuTls())
{
    private protected override string UnknownAuthorityAlert => "fatal alert";

    private protected override string UntrustedClient => "Error in the certificate";

    private protected override string NoCommonGroup => "handshake";
}
