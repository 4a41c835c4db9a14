using Adit.Fuzz.Certificates;
using Adit.Fuzz.Configuration;
using Adit.Fuzz.Handshake;
using Adit.Fuzz.Messages;
using Adit.Fuzz.Records;
using Adit.Fuzz.Sessions;
using Adit.Tls;

namespace Adit.Fuzz;

/// <summary>Everything that is fuzzed.</summary>
internal static class Targets
{
    public static IReadOnlyList<ITarget> All { get; } =
    [
        new HandshakeTarget(TlsRole.Server),
        new HandshakeTarget(TlsRole.Client),
        new RecordTarget(),
        .. MessageTarget.All,
        new CertificateTarget(),
        new RevocationListTarget(),
        new OcspResponseTarget(),
        new RawKeyTarget(),
        new TicketTarget(),
        new TomlTarget(),
    ];

    public static ITarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}
