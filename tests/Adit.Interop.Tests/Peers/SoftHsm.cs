using Adit.Interop.Certificates;
using Adit.Interop.Processes;

namespace Adit.Interop.Peers;

/// <summary>Debian's SoftHSM: tokens in a folder, behind PKCS#11.</summary>
internal sealed class SoftHsm
{
    private const string Module = "/usr/lib/softhsm/libsofthsm2.so";
    private const string Token = "adit token";
    private const string Pin = "123456";

    private readonly Command utility;
    private readonly string pinFile;
    private readonly string configuration;
    private int keys;

    private SoftHsm(TestFolder folder)
    {
        Directory.CreateDirectory(folder["tokens"]);
        configuration = folder.Write("softhsm2.conf", $"directories.tokendir = {folder["tokens"]}\n");
        pinFile = folder.Write("pin", Pin + "\n");
        utility = WithTokens(new Command(Peer.Require("SoftHSM", "softhsm2-util", "apt-get install softhsm2")));
    }

    /// <summary>Makes a token.</summary>
    public static async Task<SoftHsm> WithTokenAsync(TestFolder folder)
    {
        var made = new SoftHsm(folder);
        (await RunningProcess.RunAsync(made.utility.With("--init-token", "--free", "--label", Token, "--so-pin", Pin, "--pin", Pin))).Exited(0);
        return made;
    }

    /// <summary>Moves the key of a certificate into the token.</summary>
    /// <returns>The flags that show the certificate with its key in the token.</returns>
    public async Task<string[]> KeepAsync(CertificateFiles files, string label)
    {
        keys++;
        (await RunningProcess.RunAsync(utility.With("--import", files.Key, "--token", Token, "--label", label, "--id", $"{keys:x2}", "--pin", Pin))).Exited(0);
        File.Delete(files.Key);
        return ["--cert", files.Certificate, .. KeyFlags(label)];
    }

    /// <summary>The flags of a key in the token.</summary>
    public string[] KeyFlags(string label, string? pin = null) =>
        ["--key", $"pkcs11:token={Uri.EscapeDataString(Token)};object={label}?module-path={Module}", "--passphrase-file", pin ?? pinFile];

    /// <summary>The command, seeing this token.</summary>
    public Command WithTokens(Command command) =>
        command with { Environment = new Dictionary<string, string>(command.Environment) { ["SOFTHSM2_CONF"] = configuration } };
}
