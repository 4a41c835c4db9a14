using System.CommandLine;
using Adit.Authority;
using Adit.Identity.Keys;
using Adit.Tls;

namespace Adit.Cli.Commands;

/// <summary><c>adit init</c>: a folder with a CA, two identities and two configurations that work.</summary>
internal static class InitCommand
{
    private const string ServerConfiguration = """
        # The end that accepts TLS and carries it to a service on this machine.
        version = 1

        [identity.server]
        certificate = "server.pem"
        private_key = "server.key"

        [trust.ca]
        ca_file = "ca.pem"

        [[peer]]                          # who may pass; nobody else does
        name = "client"
        trust = "ca"
        cn = ["client"]

        [[tunnel]]
        name = "server"
        mode = "server"
        listen = ["127.0.0.1:8443"]       # "0.0.0.0:8443" for other machines too
        target = "127.0.0.1:8000"         # your service
        identity = "server"
        allow = ["client"]

        """;

    private const string ClientConfiguration = """
        # The end that accepts plaintext on this machine and carries it to the server's end.
        version = 1

        [identity.client]
        certificate = "client.pem"
        private_key = "client.key"

        [trust.ca]
        ca_file = "ca.pem"

        [[tunnel]]
        name = "client"
        mode = "client"
        listen = ["127.0.0.1:8001"]       # where your programs connect to
        target = "127.0.0.1:8443"         # the server's end
        server_name = "localhost"         # the name its certificate must carry
        identity = "client"
        trust = "ca"

        """;

    public static Command Create(Shell shell)
    {
        var folder = new Argument<string>("dir") { HelpName = "DIR", Description = "Folder for the files; this one by default.", DefaultValueFactory = _ => "." };
        var command = new Command("init", "Make a CA, two identities and two configurations that work.") { folder };
        command.SetAction(async (result, cancellationToken) =>
        {
            var directory = result.GetRequiredValue(folder);
            NewFiles.MakeFolder(directory);
            string[] names = [AuthorityFolder.CertificateName, AuthorityFolder.KeyName, "server.pem", "server.key", "client.pem", "client.key", "server.toml", "client.toml"];
            NewFiles.Check(force: false, [.. names.Select(n => Path.Combine(directory, n))]);
            await MakeIdentitiesAsync(directory, shell.Clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            CredentialFiles.WritePublic(Path.Combine(directory, "server.toml"), ServerConfiguration);
            CredentialFiles.WritePublic(Path.Combine(directory, "client.toml"), ClientConfiguration);
            await shell.Output.WriteAsync(NextSteps(directory)).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>Writes a CA and the identities <c>server</c> (localhost, 127.0.0.1, ::1) and <c>client</c> into a folder.</summary>
    public static async Task MakeIdentitiesAsync(string folder, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var authority = await AuthorityFolder.CreateAsync(folder, "Adit CA", SignatureScheme.ecdsa_secp256r1_sha256, validity: null, now, cancellationToken).ConfigureAwait(false);
        var server = await authority.IssueAsync(Path.Combine(folder, "server"), SignatureScheme.ecdsa_secp256r1_sha256, key => new LeafRequest
        {
            SubjectPublicKeyInfo = key,
            CommonName = "server",
            DnsNames = ["localhost"],
            IpAddresses = ["127.0.0.1", "::1"],
            ForClient = false,
        }, now, cancellationToken).ConfigureAwait(false);
        server.Key.Dispose();
        var client = await authority.IssueAsync(Path.Combine(folder, "client"), SignatureScheme.ecdsa_secp256r1_sha256, key => new LeafRequest
        {
            SubjectPublicKeyInfo = key,
            CommonName = "client",
            ForServer = false,
        }, now, cancellationToken).ConfigureAwait(false);
        client.Key.Dispose();
    }

    private static string NextSteps(string directory)
    {
        string In(string name) => Quote(directory == "." ? name : Path.Combine(directory, name));
        return $"""
            Made a CA, the identities "server" and "client", and a configuration for each end. Try them, each in a terminal of its own:

              adit run -c {In("server.toml")}
              adit run -c {In("client.toml")}
              {SendCommand()}

            The first carries TLS on port 8443 to a service on port 8000, the second carries port 8001 to the first.
            The third plays both that service and its client: what it sends to port 8001 arrives on port 8000, through the tunnel.
            Keep {In(AuthorityFolder.KeyName)} off the machines that run tunnels: it signs new identities ("adit ca issue").

            """;
    }

    // Almost every system has Python; netcat is the next likely.
    private static string SendCommand() =>
        IsOnPath("python3")
            ? """python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 8000)); c = socket.create_connection(("127.0.0.1", 8001)); c.sendall(b"hello through the tunnel"); print(s.accept()[0].recv(99).decode())'"""
            : "nc -l 127.0.0.1 8000 & sleep 1; echo hello through the tunnel | nc -q 1 127.0.0.1 8001";

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(p => File.Exists(Path.Combine(p, program)));

    private static string Quote(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+".Contains(c, StringComparison.Ordinal)) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
