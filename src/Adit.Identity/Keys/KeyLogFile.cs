using System.Security.Cryptography;
using System.Text;
using Adit.Tls;

namespace Adit.Identity.Keys;

/// <summary>
/// A key log in a file that Wireshark reads: a line a secret, appended in one write. It is made 0600; one that others can read or write is refused,
/// and so is one that another process writes to. Thread-safe. References: RFC 9850 2.
/// </summary>
public sealed class KeyLogFile : IKeyLog, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Label, random and secret in hexadecimal, two spaces and the end of the line.</summary>
    private const int MaxLine = 256;

    private readonly Lock writing = new();
    private readonly FileStream file;

    private KeyLogFile(FileStream file) => this.file = file;

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="CredentialException">It cannot be opened, or others can read or write it.</exception>
    public static KeyLogFile Open(string path)
    {
        var file = OpenFile(path);
        try
        {
            if (!OperatingSystem.IsWindows()) RequireOwnerOnly(path, File.GetUnixFileMode(file.SafeFileHandle));
            return new KeyLogFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a file that is there and that others can read or write; makes none.</summary>
    /// <exception cref="CredentialException">Others can read or write it.</exception>
    public static void Check(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path)) RequireOwnerOnly(path, File.GetUnixFileMode(path));
    }

    /// <inheritdoc/>
    public void Write(string label, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> secret)
    {
        Span<byte> line = stackalloc byte[MaxLine];
        try
        {
            var length = Encoding.ASCII.GetBytes(label, line);
            Append(clientRandom, line, ref length);
            Append(secret, line, ref length);
            line[length++] = (byte)'\n';
            lock (writing) file.Write(line[..length]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static void Append(ReadOnlySpan<byte> value, Span<byte> line, ref int length)
    {
        line[length++] = (byte)' ';
        Convert.TryToHexStringLower(value, line[length..], out var written);
        length += written;
    }

    private static void RequireOwnerOnly(string path, UnixFileMode mode)
    {
        if ((mode & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0)
            throw new CredentialException($"{path} would hold the secrets of connections, and others than its owner can reach it: name a new file, or run `chmod 600 {path}`.");
    }

    private static FileStream OpenFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        try
        {
            return new FileStream(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CredentialException($"{path} cannot be written as a key log ({e.Message.TrimEnd('.')}): name a file of its own for each process, in a folder that nobody else can write to.", e);
        }
    }
}
