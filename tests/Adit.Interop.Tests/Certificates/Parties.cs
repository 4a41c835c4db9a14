using Adit.Interop.Processes;

namespace Adit.Interop.Certificates;

/// <summary>The authority, the two ends, and a stranger of one test, with their files.</summary>
internal sealed class Parties : IDisposable
{
    /// <summary>Makes them; both ends have keys of the given kind.</summary>
    public Parties(KeyKind kind = KeyKind.P256)
    {
        Authority = new Authority(Folder, "authority");
        StrangeAuthority = new Authority(Folder, "strangers");
        Server = Authority.Issue(new Leaf("server") { Kind = kind, Usages = [Leaf.ServerAuth] });
        Client = Authority.Issue(new Leaf("client") { Kind = kind, DnsName = "client.test", Usages = [Leaf.ClientAuth] });
    }

    /// <summary>Where the files are.</summary>
    public TestFolder Folder { get; } = new();

    /// <summary>The authority both ends trust.</summary>
    public Authority Authority { get; }

    /// <summary>An authority nobody trusts.</summary>
    public Authority StrangeAuthority { get; }

    /// <summary>A server named localhost.</summary>
    public CertificateFiles Server { get; }

    /// <summary>A client with the common name <c>client</c>.</summary>
    public CertificateFiles Client { get; }

    /// <summary>The flags of an <c>adit server</c> that lets in whom the authority verified.</summary>
    public string[] ServerFlags => [.. ServerIdentity, "--ca", Authority.File, "--allow-all"];

    /// <summary>The flags of the server's own certificate.</summary>
    public string[] ServerIdentity => ["--cert", Server.Certificate, "--key", Server.Key];

    /// <summary>The flags of an <c>adit client</c> or <c>adit connect</c> that shows its certificate and trusts the authority.</summary>
    public string[] ClientFlags => ClientFlagsOf(Client);

    /// <summary>The same with another certificate.</summary>
    public string[] ClientFlagsOf(CertificateFiles own)
        => ["--cert", own.Certificate, "--key", own.Key, "--ca", Authority.File, "--server-name", "localhost"];

    public void Dispose()
    {
        Authority.Dispose();
        StrangeAuthority.Dispose();
        Folder.Dispose();
    }
}
