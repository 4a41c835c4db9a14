namespace Adit.Cli.Configuration;

/// <summary>Why a policy's profile is refused.</summary>
internal static class NotBuiltProfiles
{
    private static readonly string[] Later = ["post-quantum", "compatible", "fips-approved"];

    /// <summary>The sentence for a profile that is not <c>modern</c>.</summary>
    public static string Sentence(string profile) =>
        Later.Any(l => profile == l || profile.StartsWith(l + "-", StringComparison.Ordinal))
            ? $"the profile \"{profile}\" is not built yet; use \"modern\" and list the groups you want."
            : $"unknown profile \"{profile}\"; use \"modern\".";
}
