using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>stunnel, which has nothing to tune for this.</summary>
internal sealed class Stunnel(Tree tree) : ConfiguredPeer(tree)
{
    public override string Name => "stunnel";

    public override bool CanTell => false;

    protected override string Server(int port, int target, Deployment deployment) =>
        Around("server", port, target, deployment.AsksForCertificates ? $"requireCert = yes\n{Verify}" : "");

    protected override string Client(int port, int target, Deployment deployment) => Around("client", port, target, $"""
        client = yes
        {Verify}
        checkHost = {Credentials.ServerName}
        sni = {Credentials.ServerName}
        {(deployment.Resumes ? "" : "sessionResume = no")}
        """);

    protected override string[] Command(string configuration) => ["stunnel", configuration];

    private string Verify => $"CAfile = {Folder}/ca.pem\nverifyChain = yes";

    private string Around(string end, int port, int target, string more) => $"""
        foreground = yes
        pid =
        debug = crit
        [{end}]
        accept = 127.0.0.1:{port}
        connect = 127.0.0.1:{target}
        cert = {Folder}/{end}.pem
        key = {Folder}/{end}.key
        sslVersionMin = TLSv1.3
        curves = X25519MLKEM768
        ciphersuites = TLS_AES_128_GCM_SHA256
        {more}

        """;
}
