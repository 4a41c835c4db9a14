using Adit.Identity.Keys;

namespace Adit.Identity.Tests.Keys;

public sealed class AtomicFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_secret_can_be_read_by_its_owner_alone()
    {
        AtomicFile.WriteSecret(folder.At("secret"), "s3cret\n"u8);

        Assert.Equal("s3cret\n", File.ReadAllText(folder.At("secret")));
        if (!OperatingSystem.IsWindows()) Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.At("secret")));
    }

    [Fact]
    public void A_secret_written_over_an_exposed_file_is_exposed_no_more()
    {
        folder.Write("secret", "old and longer than the new one", OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        AtomicFile.WriteSecret(folder.At("secret"), "new"u8);

        Assert.Equal("new", File.ReadAllText(folder.At("secret")));
        if (!OperatingSystem.IsWindows()) Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.At("secret")));
    }

    [Fact]
    public void A_secret_written_over_a_link_replaces_the_link_and_not_what_it_points_to()
    {
        if (OperatingSystem.IsWindows()) return;
        folder.Write("elsewhere", "untouched");
        File.CreateSymbolicLink(folder.At("secret"), folder.At("elsewhere"));
        AtomicFile.WriteSecret(folder.At("secret"), "new"u8);

        Assert.Equal("untouched", File.ReadAllText(folder.At("elsewhere")));
        Assert.Null(new FileInfo(folder.At("secret")).LinkTarget);
    }

    [Fact]
    public void A_public_file_is_never_writable_by_others()
    {
        CredentialFiles.WritePublic(folder.At("cert.pem"), "public");

        Assert.Equal("public", File.ReadAllText(folder.At("cert.pem")));
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode Allowed = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.At("cert.pem")) & OwnerOnly);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(folder.At("cert.pem")) & ~Allowed);
    }

    [Fact]
    public void A_write_that_fails_leaves_nothing_behind()
    {
        Directory.CreateDirectory(folder.At("taken"));
        File.WriteAllText(Path.Combine(folder.At("taken"), "inhabitant"), "");

        var error = Assert.Throws<CredentialException>(() => AtomicFile.WriteSecret(folder.At("taken"), "s3cret"u8));

        Assert.Contains(folder.At("taken"), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
        Assert.Equal([folder.At("taken")], Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_refused_saying_so() =>
        Assert.Contains("folder does not exist", Assert.Throws<CredentialException>(() => CredentialFiles.WritePublic(folder.At(Path.Combine("no", "file")), "x")).Message, StringComparison.Ordinal);
}
