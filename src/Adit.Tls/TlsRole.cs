namespace Adit.Tls;

/// <summary>Which end of a connection we are. References: RFC 9846 2.</summary>
public enum TlsRole
{
    /// <summary>The end that sends the ClientHello.</summary>
    Client,

    /// <summary>The end that answers it.</summary>
    Server,
}
