using System.Security.Cryptography;

namespace Adit.Identity.Keys;

/// <summary>
/// Replaces a file in one step: a reader sees the old content or the new one, whole, and never with wider permissions than asked for.
/// </summary>
internal static class AtomicFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ReadableByAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes with mode 0600.</summary>
    /// <exception cref="CredentialException">The file cannot be written; what stood there still stands.</exception>
    public static void WriteSecret(string path, ReadOnlySpan<byte> content) => Write(path, content, OwnerOnly);

    /// <summary>Writes with mode 0644, less what the umask takes away.</summary>
    /// <exception cref="CredentialException">As <see cref="WriteSecret"/>.</exception>
    public static void WritePublic(string path, ReadOnlySpan<byte> content) => Write(path, content, ReadableByAll);

    private static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        if (path.Length == 0) throw new CredentialException("The name of the file to write is empty: name one.");
        try
        {
            var target = Path.GetFullPath(path);
            var beside = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
            try
            {
                Create(beside, content, mode);
                File.Move(beside, target, overwrite: true);
            }
            catch
            {
                File.Delete(beside);
                throw;
            }
        }
        catch (DirectoryNotFoundException e)
        {
            throw new CredentialException($"{path} cannot be written, its folder does not exist: create the folder first.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CredentialException($"{path} cannot be written by this user: choose another folder, or change the owner of this one.", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new CredentialException($"{path} cannot be written: {e.Message}", e);
        }
    }

    private static void Create(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using var file = new FileStream(path, options);
        file.Write(content);

        // A rename that reaches the disk before the content would leave an empty file after a power cut.
        file.Flush(flushToDisk: true);
    }
}
