using System.Runtime.InteropServices;
using Adit.Interop.Processes;

namespace Adit.Interop.Peers;

/// <summary>
/// A Debian trixie tree beside this system, made by <c>.ci/peers</c>: OpenSSL 3.5 and psql 17, years newer than what bookworm has. Its programs
/// are started by its own loader, so no root, no chroot and no copying of certificates is needed.
/// </summary>
internal static class TrixieTree
{
    private static string Root
        => Environment.GetEnvironmentVariable("ADIT_TRIXIE") is { Length: > 0 } given
            ? given
            : Path.Combine(CacheHome, "adit", "trixie");

    private static string CacheHome
        => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");

    /// <summary>The command that runs a program of the tree.</summary>
    /// <param name="program">Its path from the tree's root.</param>
    public static Command Program(string program)
    {
        var file = Peer.Require($"/{program} of Debian trixie", Path.Combine(Root, program), "bash .ci/peers");
        var (loader, libraries) = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? ("lib/ld-linux-aarch64.so.1", "usr/lib/aarch64-linux-gnu")
            : ("lib64/ld-linux-x86-64.so.2", "usr/lib/x86_64-linux-gnu");
        return new Command(Path.Combine(Root, loader), "--library-path", Path.Combine(Root, libraries), file)
        {
            // This system's configuration is for this system's OpenSSL.
            Environment = new Dictionary<string, string> { ["OPENSSL_CONF"] = "/dev/null" },
        };
    }
}
