using System.Diagnostics;
using System.Globalization;
using Adit.Identity.Keys;

namespace Adit.Identity.Tests.Keys;

/// <summary>Whose files are taken, and of which kind.</summary>
public sealed class BoundedFileTests : IDisposable
{
    private const uint Root = 0;
    private const uint Us = 1000;
    private const uint Other = 1001;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_secret_of_another_user_is_refused_and_the_way_out_is_told()
    {
        var path = SecretOf(Other);
        var fault = Assert.Throws<CredentialException>(() => BoundedFile.ReadSecret(path, 100, Us));
        Assert.Equal($"{path} holds a secret, and belongs to user 1001, who can read and replace it: run `chown 1000 {path}` as root, and replace the secret if it may have been seen.", fault.Message);
    }

    [Theory]
    [InlineData(Us, Us)]
    [InlineData(Root, Us)]
    [InlineData(Other, Root)] // root checks what a service will read
    public void A_secret_of_this_user_or_root_is_read_and_root_reads_any(uint owner, uint reader) =>
        Assert.Equal("hush"u8.ToArray(), BoundedFile.ReadSecret(SecretOf(owner), 100, reader));

    [Fact]
    public void What_this_process_has_written_it_may_read() =>
        Assert.Equal("hush"u8.ToArray(), BoundedFile.ReadSecret(folder.Write("mine", "hush"), 100));

    [Fact]
    public async Task A_pipe_is_refused_and_nobody_waits_for_its_writer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kind of a file is told on Linux alone.");
        Run("mkfifo", folder.At("pipe"));
        foreach (var read in (Func<string, int, byte[]>[])[BoundedFile.ReadPublic, BoundedFile.ReadSecret])
        {
            var reading = Task.Run(() => Assert.Throws<CredentialException>(() => read(folder.At("pipe"), 100)));
            Assert.Contains("is not a regular file: copy what it holds into one", (await reading.WaitAsync(TimeSpan.FromSeconds(30))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_device_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kind of a file is told on Linux alone.");
        Assert.Contains("is not a regular file", Assert.Throws<CredentialException>(() => BoundedFile.ReadPublic("/dev/null", 100)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_regular_file_is_followed()
    {
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(folder.At("link"), folder.Write("file", "text"));
        Assert.Equal("text"u8.ToArray(), BoundedFile.ReadPublic(folder.At("link"), 100));
    }

    private string SecretOf(uint owner)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can give a file to another user.");
        var path = folder.Write("secret", "hush");
        Run("chown", owner.ToString(CultureInfo.InvariantCulture), path);
        return path;
    }

    private static void Run(string program, params string[] arguments)
    {
        using var ran = Process.Start(program, arguments);
        ran.WaitForExit();
        Assert.Equal(0, ran.ExitCode);
    }
}
