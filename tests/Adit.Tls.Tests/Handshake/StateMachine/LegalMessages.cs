using Adit.Tls.Handshake;
using Client = Adit.Tls.Handshake.Client;
using Server = Adit.Tls.Handshake.Server;

namespace Adit.Tls.Tests.Handshake.StateMachine;

/// <summary>
/// The diagrams of the RFC as data: what each state takes. Everything else ends in unexpected_message. A state that waits for an answer on our side takes
/// nothing, so it has no row. References: RFC 9846 4, A.1, A.2; RFC 8879 4.
/// </summary>
internal static class LegalMessages
{
    public static readonly IReadOnlyDictionary<(TlsRole Role, Type State), string[]> Of = new Dictionary<(TlsRole Role, Type State), string[]>
    {
        [(TlsRole.Client, typeof(Client.WaitServerHello))] = ["server_hello", "hello_retry_request"],
        [(TlsRole.Client, typeof(Client.WaitEncryptedExtensions))] = ["encrypted_extensions"],
        [(TlsRole.Client, typeof(Client.WaitCertificateOrRequest))] = ["certificate_request", "certificate", "compressed_certificate"],
        [(TlsRole.Client, typeof(Client.WaitCertificate))] = ["certificate", "compressed_certificate"],
        [(TlsRole.Client, typeof(Client.WaitCertificateVerify))] = ["certificate_verify"],
        [(TlsRole.Client, typeof(Client.WaitFinished))] = ["finished"],
        [(TlsRole.Client, typeof(Connected))] = ["new_session_ticket", "key_update"],
        [(TlsRole.Server, typeof(Server.WaitClientHello))] = ["client_hello"],
        [(TlsRole.Server, typeof(Server.WaitSecondClientHello))] = ["client_hello"],
        [(TlsRole.Server, typeof(Server.WaitCertificate))] = ["certificate", "compressed_certificate"],
        [(TlsRole.Server, typeof(Server.WaitCertificateVerify))] = ["certificate_verify"],
        [(TlsRole.Server, typeof(Server.WaitFinished))] = ["finished"],
        [(TlsRole.Server, typeof(Connected))] = ["key_update"],
    };

    /// <summary>RFC 9846 5.1: the messages in front of a change of keys, which must end their record.</summary>
    public static readonly IReadOnlyCollection<string> AtTheEndOfARecord = ["client_hello", "server_hello", "hello_retry_request", "finished", "key_update"];
}
