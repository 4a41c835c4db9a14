using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Contenders;

/// <summary>nginx with its stream module. Tuned: larger buffers (proxy_buffer_size).</summary>
internal sealed class Nginx(Tree tree, bool tuned) : ConfiguredPeer(tree)
{
    public override string Name => tuned ? "nginx tuned" : "nginx";

    protected override string Server(int port, int target) => Around("server", $"""
            listen 127.0.0.1:{port} ssl;
            ssl_certificate {Folder}/server.pem;
            ssl_certificate_key {Folder}/server.key;
            ssl_client_certificate {Folder}/ca.pem;
            ssl_verify_client on;
            ssl_protocols TLSv1.3;
            ssl_ecdh_curve X25519MLKEM768;
            ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
            proxy_pass 127.0.0.1:{target};
        """);

    protected override string Client(int port, int target) => Around("client", $"""
            listen 127.0.0.1:{port};
            proxy_pass 127.0.0.1:{target};
            proxy_ssl on;
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

    protected override string[] Command(string configuration) => ["nginx", "-c", configuration];

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
          server {
            proxy_timeout 1h;
            proxy_half_close on;
            {{(tuned ? "proxy_buffer_size 128k;" : "")}}
        {{server}}
          }
        }

        """;
}
