using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>stunnel, which has nothing to tune for this.</summary>
internal sealed class Stunnel(Tree tree) : ConfiguredPeer(tree)
{
    public override string Name => "stunnel";

    protected override string Server(int port, int target) => Around("server", port, target, "requireCert = yes");

    protected override string Client(int port, int target) => Around("client", port, target, $"""
        client = yes
        checkHost = {Credentials.ServerName}
        sni = {Credentials.ServerName}
        """);

    protected override string[] Command(string configuration) => ["stunnel", configuration];

    private string Around(string end, int port, int target, string more) => $"""
        foreground = yes
        pid =
        debug = crit
        [{end}]
        accept = 127.0.0.1:{port}
        connect = 127.0.0.1:{target}
        cert = {Folder}/{end}.pem
        key = {Folder}/{end}.key
        CAfile = {Folder}/ca.pem
        verifyChain = yes
        sslVersionMin = TLSv1.3
        curves = X25519MLKEM768
        ciphersuites = TLS_AES_128_GCM_SHA256
        {more}

        """;
}
