namespace Adit.Interop.Peers;

/// <summary>The peers of the tests that are for all of them, by name.</summary>
internal static class TlsPeers
{
    private static readonly Dictionary<string, ITlsPeer> All = new()
    {
        ["OpenSSL 3.0"] = OpenSsl.System,
        ["OpenSSL 3.5"] = OpenSsl.Trixie,
        ["GnuTLS"] = new GnuTls(),
    };

    /// <summary>The names.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>The peer of a name.</summary>
    public static ITlsPeer Named(string name) => All[name];
}
