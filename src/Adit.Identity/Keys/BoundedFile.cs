using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Adit.Identity.Keys;

/// <summary>Reads a small regular file whole. What is checked is the open file, never its name, so that no swap can come in between.</summary>
internal static class BoundedFile
{
    private const uint Root = 0;
    private const UnixFileMode OpenToOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads a file that anybody may read.</summary>
    /// <exception cref="CredentialException">Missing, a folder, unreadable, not a regular file, or larger than <paramref name="maxBytes"/>.</exception>
    public static byte[] ReadPublic(string path, int maxBytes)
    {
        using var file = Open(path);
        return ReadAll(file, path, maxBytes);
    }

    /// <summary>Reads a file that only this user or root owns, and only its owner may read or write; the caller overwrites the bytes after use.</summary>
    /// <exception cref="CredentialException">As <see cref="ReadPublic"/>, or another user may read or write it.</exception>
    public static byte[] ReadSecret(string path, int maxBytes) => ReadSecret(path, maxBytes, OperatingSystem.IsLinux() ? FileStatus.CurrentUser() : Root);

    /// <inheritdoc cref="ReadSecret(string, int)"/>
    /// <param name="path">Of the file.</param>
    /// <param name="maxBytes">The most it may hold.</param>
    /// <param name="reader">The user that reads. Root may read what is anybody's, as in a check of what a service will read as its own user.</param>
    internal static byte[] ReadSecret(string path, int maxBytes, uint reader)
    {
        using var file = Open(path);
        if (reader != Root && FileStatus.Of(file) is { Owner: not Root and var owner } && owner != reader)
            throw new CredentialException($"{path} holds a secret, and belongs to user {owner}, who can read and replace it: run `chown {reader} {path}` as root, and replace the secret if it may have been seen.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & OpenToOthers) != 0)
            throw new CredentialException($"{path} holds a secret, and others than its owner can read or write it: run `chmod 600 {path}`, and replace the secret if it may have been seen.");
        return ReadAll(file, path, maxBytes);
    }

    private static SafeFileHandle Open(string path)
    {
        if (path.Length == 0) throw new CredentialException("The name of the file is empty: name one.");
        // To open a pipe is to wait for whoever writes to it.
        if (FileStatus.Of(path) is { IsRegular: false, IsFolder: false }) throw NotRegular(path);
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CredentialException($"{path} does not exist: check the path.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CredentialException(Directory.Exists(path) ? $"{path} is a folder: name a file in it." : $"{path} may not be read by this user: change its owner, or run as its owner.", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new CredentialException($"{path} cannot be opened: {e.Message}", e);
        }
    }

    private static CredentialException NotRegular(string path) => new($"{path} is not a regular file: copy what it holds into one.");

    private static byte[] ReadAll(SafeFileHandle file, string path, int maxBytes)
    {
        try
        {
            using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
            if (!stream.CanSeek || FileStatus.Of(file) is { IsRegular: false }) throw NotRegular(path);
            if (stream.Length > maxBytes) throw new CredentialException($"{path} is larger than {maxBytes / 1024} KiB, which no such file is: check the path.");
            var bytes = GC.AllocateUninitializedArray<byte>((int)stream.Length, pinned: true);
            try
            {
                stream.ReadExactly(bytes);
                return bytes;
            }
            catch
            {
                CryptographicOperations.ZeroMemory(bytes);
                throw;
            }
        }
        catch (IOException e)
        {
            throw new CredentialException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
