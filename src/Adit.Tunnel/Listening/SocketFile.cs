using System.Runtime.InteropServices;

namespace Adit.Tunnel.Listening;

/// <summary>
/// Tells a socket file from any other: connecting to a plain file is refused just as connecting to a stale socket is, and a plain file
/// must never be removed. References: statx(2), whose layout is the same on every architecture. Sizes: struct statx 256 bytes.
/// </summary>
internal static partial class SocketFile
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint TypeOnly = 1; // STATX_TYPE
    private const int ModeOffset = 28; // stx_mode
    private const int TypeMask = 0xF000; // S_IFMT
    private const int SocketType = 0xC000; // S_IFSOCK

    /// <summary>True when a socket file is at <paramref name="path"/>; false on systems other than Linux, where stale ones stay the operator's.</summary>
    public static bool Exists(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        Span<byte> status = stackalloc byte[256];
        return statx(CurrentFolder, path, NoFollow, TypeOnly, status) == 0
            && (MemoryMarshal.Read<ushort>(status[ModeOffset..]) & TypeMask) == SocketType;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, Span<byte> status);
}
