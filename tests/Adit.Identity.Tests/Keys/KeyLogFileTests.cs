using System.Diagnostics;
using Adit.Identity.Keys;

namespace Adit.Identity.Tests.Keys;

public sealed class KeyLogFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly byte[] Random = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static readonly byte[] Secret = [.. Enumerable.Range(200, 48).Select(i => (byte)i)];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_line_is_label_random_and_secret()
    {
        using (var log = KeyLogFile.Open(folder.At("keys"))) log.Write("EXPORTER_SECRET", Random, Secret);
        Assert.Equal($"EXPORTER_SECRET {Convert.ToHexStringLower(Random)} {Convert.ToHexStringLower(Secret)}\n", File.ReadAllText(folder.At("keys")));
    }

    [Fact]
    public void The_longest_label_and_secret_fit_a_line()
    {
        using (var log = KeyLogFile.Open(folder.At("keys"))) log.Write("CLIENT_HANDSHAKE_TRAFFIC_SECRET", Random, new byte[48]);
        Assert.EndsWith($" {new string('0', 96)}\n", File.ReadAllText(folder.At("keys")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_after_the_end_goes_nowhere_and_fails_nobody()
    {
        var log = KeyLogFile.Open(folder.At("keys"));
        log.Dispose();
        log.Write("EXPORTER_SECRET", Random, Secret);
        Assert.Equal("", File.ReadAllText(folder.At("keys")));
    }

    [Fact]
    public void A_new_file_is_its_owners()
    {
        if (OperatingSystem.IsWindows()) return;
        using var log = KeyLogFile.Open(folder.At("keys"));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.At("keys")));
    }

    [Fact]
    public void A_file_that_is_there_is_refused_and_left_alone()
    {
        folder.Write("keys", "old\n");
        AssertTaken("keys");
        Assert.Equal("old\n", File.ReadAllText(folder.At("keys")));
    }

    [Fact]
    public void A_link_is_not_followed_wherever_it_leads()
    {
        if (OperatingSystem.IsWindows()) return;
        folder.Write("target", "");
        File.CreateSymbolicLink(folder.At("link"), folder.At("target"));
        File.CreateSymbolicLink(folder.At("dangling"), folder.At("none"));
        AssertTaken("link");
        AssertTaken("dangling");
        Assert.Equal("", File.ReadAllText(folder.At("target")));
        Assert.False(File.Exists(folder.At("none")));
    }

    [Fact]
    public void A_pipe_is_refused_and_does_not_block()
    {
        if (OperatingSystem.IsWindows()) return;
        using (var made = Process.Start("mkfifo", folder.At("pipe"))) made.WaitForExit();
        AssertTaken("pipe");
    }

    [Fact]
    public void A_check_makes_no_file()
    {
        KeyLogFile.Check(folder.At("keys"));
        Assert.False(File.Exists(folder.At("keys")));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said_so() =>
        Assert.Contains("cannot be written as a key log", Assert.Throws<CredentialException>(() => KeyLogFile.Open(folder.At("none/keys"))).Message, StringComparison.Ordinal);

    private void AssertTaken(string name)
    {
        Assert.Contains("is there already", Assert.Throws<CredentialException>(() => KeyLogFile.Open(folder.At(name))).Message, StringComparison.Ordinal);
        Assert.Contains("name another", Assert.Throws<CredentialException>(() => KeyLogFile.Check(folder.At(name))).Message, StringComparison.Ordinal);
    }
}
