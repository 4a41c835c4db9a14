using System.Net;
using Adit.Authority;
using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.PeerBench;

/// <summary>A CA, a server and a client, each with a P-256 key: in files for all contenders, in memory for our own load.</summary>
internal sealed class Credentials
{
    public const string ServerName = "localhost";

    public const string ClientName = "client";

    private readonly CertificateAuthority authority;
    private readonly TimeProvider clock;

    private Credentials(string folder, CertificateAuthority authority, TimeProvider clock, TlsIdentity server, TlsIdentity client)
    {
        Folder = folder;
        this.authority = authority;
        this.clock = clock;
        Server = server;
        Client = client;
    }

    public string Folder { get; }

    public TlsIdentity Server { get; }

    public TlsIdentity Client { get; }

    /// <summary>Judges servers as every client does: by the CA and the name.</summary>
    public ServerAuthenticator OfServers => new(new CertificateValidator(new TrustAnchors([authority.Certificate])));

    /// <summary>Judges clients as every server does: by the CA and the common name.</summary>
    public RuleAuthenticator OfClients => new(new CertificateValidator(new TrustAnchors([authority.Certificate])), [new NamedRule(ClientName, new CommonNameRule(ClientName))]);

    public static async Task<Credentials> MakeAsync(string folder, TimeProvider clock)
    {
        Directory.CreateDirectory(folder);
        var authority = await CertificateAuthority.CreateAsync("Bench CA", NewKey(), clock.GetUtcNow());
        var server = await IssueAsync(authority, clock, new LeafRequest { SubjectPublicKeyInfo = default, CommonName = "server", DnsNames = [ServerName], IpAddresses = [IPAddress.Loopback.ToString()] });
        var client = await IssueAsync(authority, clock, new LeafRequest { SubjectPublicKeyInfo = default, CommonName = ClientName });
        var made = new Credentials(folder, authority, clock, server, client);
        made.Write("ca.pem", Pem("CERTIFICATE", authority.Certificate.Der.Span));
        made.Write("server", server);
        made.Write("client", client);
        return made;
    }

    public string File(string name) => Path.Combine(Folder, name);

    /// <summary>Clients with the same name, each with a certificate and a key of its own.</summary>
    public async Task<IReadOnlyList<TlsIdentity>> MoreClientsAsync(int count)
    {
        var more = new TlsIdentity[count];
        for (var i = 0; i < count; i++) more[i] = await IssueAsync(authority, clock, new LeafRequest { SubjectPublicKeyInfo = default, CommonName = ClientName });
        return more;
    }

    private static async Task<TlsIdentity> IssueAsync(CertificateAuthority authority, TimeProvider clock, LeafRequest request)
    {
        var key = NewKey();
        return new TlsIdentity([await authority.IssueAsync(request with { SubjectPublicKeyInfo = key.SubjectPublicKeyInfo }, clock.GetUtcNow())], key);
    }

    private static PrivateKey NewKey() => SoftwareKey.Generate(SignatureScheme.ecdsa_secp256r1_sha256);

    private static string Pem(string label, ReadOnlySpan<byte> der) => System.Security.Cryptography.PemEncoding.WriteString(label, der) + "\n";

    private void Write(string name, TlsIdentity identity)
    {
        var certificate = Pem("CERTIFICATE", identity.Leaf!.Der.Span);
        var key = Pem("PRIVATE KEY", SoftwareKey.ExportPkcs8(identity.Key));
        Write($"{name}.pem", certificate);
        Write($"{name}.key", key);
        Write($"{name}.both.pem", certificate + key);
    }

    private void Write(string name, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using var file = new StreamWriter(File(name), options);
        file.Write(text);
    }
}
