using Adit.Interop.Peers;
using Adit.Tls;
using Adit.Tls.Policy;

namespace Adit.Interop.Matrix;

/// <summary>What may be combined with a peer: its groups, and everything else that we speak, less raw keys where it has none.</summary>
internal static class Combinations
{
    /// <summary>The whole product, where a connection costs milliseconds.</summary>
    public static TheoryData<string, NamedGroup, CipherSuite, SignatureScheme, Proof> All()
    {
        var rows = new TheoryData<string, NamedGroup, CipherSuite, SignatureScheme, Proof>();
        foreach (var peer in TlsPeers.Names)
            foreach (var group in Groups(peer))
                foreach (var suite in TlsPolicy.KnownCipherSuites)
                    foreach (var scheme in Schemes(peer))
                        foreach (var proof in Proofs(peer)) rows.Add(peer, group, suite, scheme, proof);
        return rows;
    }

    /// <summary>
    /// Every value of each with every value of each other at least once, where a connection costs a process: every group with every scheme, while
    /// the others take turns out of step, with each other too. A test looks that none is left out.
    /// </summary>
    public static TheoryData<string, NamedGroup, CipherSuite, SignatureScheme, Proof> Pairs()
    {
        var rows = new TheoryData<string, NamedGroup, CipherSuite, SignatureScheme, Proof>();
        CipherSuite[] suites = [.. TlsPolicy.KnownCipherSuites];
        foreach (var peer in TlsPeers.Names)
        {
            var proofs = Proofs(peer);
            foreach (var (g, group) in Groups(peer).Index())
                foreach (var (s, scheme) in Schemes(peer).Index())
                    rows.Add(peer, group, suites[(g + s) % suites.Length], scheme, proofs[((2 * g) + (g / 3) + s) % proofs.Length]);
        }

        return rows;
    }

    /// <summary>Every group with every suite of a hash that the peer's command line has for a pre-shared key.</summary>
    public static TheoryData<string, NamedGroup, CipherSuite> Keyed()
    {
        var rows = new TheoryData<string, NamedGroup, CipherSuite>();
        foreach (var peer in TlsPeers.Names)
            foreach (var group in Groups(peer))
                foreach (var suite in TlsPolicy.KnownCipherSuites)
                    if (suite != CipherSuite.TLS_AES_256_GCM_SHA384 || TlsPeers.Named(peer).TakesSha384Keys) rows.Add(peer, group, suite);
        return rows;
    }

    private static IEnumerable<NamedGroup> Groups(string peer) => TlsPeers.Named(peer).Groups.Select(Enum.Parse<NamedGroup>);

    private static IEnumerable<SignatureScheme> Schemes(string peer) =>
        TlsPolicy.KnownSignatureSchemes.Where(scheme => TlsPeers.Named(peer).KeyKinds.Contains(MatrixParties.KindOf(scheme)));

    private static Proof[] Proofs(string peer) => TlsPeers.Named(peer).Wording.RawKeySeen is null
        ? [Proof.MutualCertificates, Proof.ServerCertificate]
        : Enum.GetValues<Proof>();
}
