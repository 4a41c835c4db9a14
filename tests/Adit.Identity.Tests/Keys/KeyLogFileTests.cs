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
    public void A_new_file_is_its_owners_and_a_second_run_appends_to_it()
    {
        for (var i = 0; i < 2; i++)
        {
            using var log = KeyLogFile.Open(folder.At("keys"));
            log.Write("A", Random, Secret);
        }

        Assert.Equal(2, File.ReadAllLines(folder.At("keys")).Length);
        if (!OperatingSystem.IsWindows()) Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.At("keys")));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_can_reach_is_refused_and_left_alone(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows()) return;
        folder.Write("keys", "old\n", OwnerOnly | more);
        Assert.Contains("chmod 600", Assert.Throws<CredentialException>(() => KeyLogFile.Open(folder.At("keys"))).Message, StringComparison.Ordinal);
        Assert.Throws<CredentialException>(() => KeyLogFile.Check(folder.At("keys")));
        Assert.Equal("old\n", File.ReadAllText(folder.At("keys")));
    }

    [Fact]
    public void A_check_makes_no_file()
    {
        KeyLogFile.Check(folder.At("keys"));
        Assert.False(File.Exists(folder.At("keys")));
    }

    [Fact]
    public void Two_writers_do_not_share_a_file()
    {
        using var log = KeyLogFile.Open(folder.At("keys"));
        Assert.Contains("a file of its own", Assert.Throws<CredentialException>(() => KeyLogFile.Open(folder.At("keys"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said_so() =>
        Assert.Contains("cannot be written as a key log", Assert.Throws<CredentialException>(() => KeyLogFile.Open(folder.At("none/keys"))).Message, StringComparison.Ordinal);
}
