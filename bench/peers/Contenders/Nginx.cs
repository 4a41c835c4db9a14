using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>nginx with its stream module. Tuned: larger buffers (proxy_buffer_size), and a listening socket for each worker (reuseport).</summary>
internal sealed class Nginx(Tree tree, bool tuned) : ConfiguredPeer(tree)
{
    private const string ToldFile = "nginx.told";

    private readonly Tree tree = tree;

    public override string Name => tuned ? "nginx tuned" : "nginx";

    protected override string Server(int port, int target, Deployment deployment) => Around("server", $"""
            listen 127.0.0.1:{port} ssl{Shared};
            ssl_certificate {Folder}/server.pem;
            ssl_certificate_key {Folder}/server.key;
            {(deployment.AsksForCertificates ? $"ssl_client_certificate {Folder}/ca.pem; ssl_verify_client on;" : "")}
            {(deployment.Tells ? $"access_log {Folder}/{ToldFile} told;" : "")}
            ssl_protocols TLSv1.3;
            ssl_ecdh_curve X25519MLKEM768;
            ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
            proxy_pass 127.0.0.1:{target};
        """);

    protected override string Client(int port, int target, Deployment deployment) => Around("client", $"""
            listen 127.0.0.1:{port}{Shared};
            proxy_pass 127.0.0.1:{target};
            proxy_ssl on;
            proxy_ssl_session_reuse {(deployment.Resumes ? "on" : "off")};
            proxy_ssl_certificate {Folder}/client.pem;
            proxy_ssl_certificate_key {Folder}/client.key;
            proxy_ssl_trusted_certificate {Folder}/ca.pem;
            proxy_ssl_verify on;
            proxy_ssl_name {Credentials.ServerName};
            proxy_ssl_server_name on;
            proxy_ssl_protocols TLSv1.3;
            proxy_ssl_conf_command Groups X25519MLKEM768;
            proxy_ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
        """);

    /// <summary>It tells in a file, which begins anew with each process.</summary>
    public override ProcessGroup StartServer(int port, int target, Deployment deployment)
    {
        tree.Write(ToldFile, "");
        return base.StartServer(port, target, deployment);
    }

    protected override IEnumerable<string> LinesOf(ProcessGroup server) => tree.Read(ToldFile);

    protected override string[] Command(string configuration) => ["nginx", "-c", configuration];

    private string Shared => tuned ? " reuseport" : "";

    private string Around(string end, string server) => $$"""
        daemon off;
        user root;
        worker_processes auto;
        worker_rlimit_nofile 20000;
        error_log stderr crit;
        pid {{Folder}}/nginx.{{end}}.pid;
        load_module /usr/lib/nginx/modules/ngx_stream_module.so;
        events { worker_connections 19900; }
        stream {
          log_format told '{{Mark}} $ssl_curve $ssl_cipher $ssl_session_reused';
          server {
            proxy_timeout 1h;
            proxy_half_close on;
            {{(tuned ? "proxy_buffer_size 128k;" : "")}}
        {{server}}
          }
        }

        """;
}
