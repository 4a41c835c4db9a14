using System.CommandLine;
using Adit.Cli.Configuration;
using Adit.Tls;

namespace Adit.Cli.Commands;

/// <summary>The <c>--type</c> of the verbs that make a key.</summary>
internal static class KeyType
{
    private static readonly string[] Known = ["p256", "ed25519", "mldsa44", "mldsa65", "mldsa87"];

    public static Option<string> CreateFlag() => Flags.One("--type", "p256|ed25519|mldsa65", "Type of the key: p256 (the default), ed25519, or post-quantum mldsa44, mldsa65, mldsa87.");

    public static SignatureScheme Read(ParseResult result, Option<string> flag) => result.GetValue(flag) switch
    {
        null or "p256" => SignatureScheme.ecdsa_secp256r1_sha256,
        "ed25519" => SignatureScheme.ed25519,
        "mldsa44" => SignatureScheme.mldsa44,
        "mldsa65" => SignatureScheme.mldsa65,
        "mldsa87" => SignatureScheme.mldsa87,
        var other => throw new CommandException(ExitCodes.Usage, $"--type: unknown key type \"{other}\"; {NearestName.Advice(other, Known)}"),
    };
}
