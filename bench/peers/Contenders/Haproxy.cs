using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>haproxy in TCP mode. Tuned: larger buffers, as its manual has it for bulk transfers (tune.bufsize), and a listening socket for each thread (shards).</summary>
internal sealed class Haproxy(Tree tree, bool tuned) : ConfiguredPeer(tree)
{
    public override string Name => tuned ? "haproxy tuned" : "haproxy";

    protected override string Server(int port, int target, Deployment deployment) => $"""
        {Defaults}
        listen server
          bind 127.0.0.1:{port}{Shared} ssl crt {Folder}/server.both.pem {Tls} {(deployment.AsksForCertificates ? Verify : "")}
          {(deployment.Tells ? $"log stdout format raw local0\n  log-format \"{Mark} %[ssl_fc_curve] %[ssl_fc_cipher] %[ssl_fc_is_resumed]\"" : "")}
          server target 127.0.0.1:{target}

        """;

    protected override string Client(int port, int target, Deployment deployment) => $"""
        {Defaults}
        listen client
          bind 127.0.0.1:{port}{Shared}
          server target 127.0.0.1:{target} ssl crt {Folder}/client.both.pem {Tls} {Verify} verifyhost {Credentials.ServerName} sni str({Credentials.ServerName}) {(deployment.Resumes ? "" : "no-ssl-reuse")}

        """;

    protected override string[] Command(string configuration) => ["haproxy", "-db", "-f", configuration];

    private static string Tls => "ciphersuites TLS_AES_128_GCM_SHA256 curves X25519MLKEM768 ssl-min-ver TLSv1.3";

    private string Verify => $"verify required ca-file {Folder}/ca.pem";

    private string Shared => tuned ? " shards by-thread" : "";

    private string Defaults => $"""
        global
          maxconn 9700
          {(tuned ? "tune.bufsize 131072" : "")}
        defaults
          mode tcp
          timeout connect 10s
          timeout client 1h
          timeout server 1h
        """;
}
