using System.Security.Cryptography;
using System.Text;
using Adit.Tls;

namespace Adit.Identity.Keys;

/// <summary>
/// A key log in a file that Wireshark reads: a line a secret, appended in one write. The file is always a new one, made 0600: what is there already
/// may be another user's, a link or a pipe, laid where the secrets were expected. Thread-safe. References: RFC 9850 2.
/// </summary>
public sealed class KeyLogFile : IKeyLog, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Label, random and secret in hexadecimal, two spaces and the end of the line.</summary>
    private const int MaxLine = 256;

    private readonly Lock writing = new();
    private readonly FileStream file;
    private bool isClosed;

    private KeyLogFile(FileStream file) => this.file = file;

    /// <summary>Makes the file.</summary>
    /// <exception cref="CredentialException">There is something by that name, or it cannot be made.</exception>
    public static KeyLogFile Open(string path)
    {
        Check(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        try
        {
            return new KeyLogFile(new FileStream(path, options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CredentialException($"{path} cannot be written as a key log ({e.Message.TrimEnd('.')}): name a new file, in a folder that nobody else can write to.", e);
        }
    }

    /// <summary>Refuses a name that is taken; makes no file.</summary>
    /// <exception cref="CredentialException">There is something by that name.</exception>
    public static void Check(string path)
    {
        if (Path.Exists(path))
            throw new CredentialException($"{path} is there already, and the secrets of connections go into a new file only: name another for each process and each start, or remove this one.");
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
            lock (writing)
            {
                // A handshake may be under way when the log is closed.
                if (!isClosed) file.Write(line[..length]);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
        }
    }

    /// <summary>Closes the file; what is written later goes nowhere.</summary>
    public void Dispose()
    {
        lock (writing)
        {
            isClosed = true;
            file.Dispose();
        }
    }

    private static void Append(ReadOnlySpan<byte> value, Span<byte> line, ref int length)
    {
        line[length++] = (byte)' ';
        Convert.TryToHexStringLower(value, line[length..], out var written);
        length += written;
    }
}
