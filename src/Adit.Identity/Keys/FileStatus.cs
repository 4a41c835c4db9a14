using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Adit.Identity.Keys;

/// <summary>
/// What kind of file something is, and whose; told on Linux alone.
/// References: statx(2), whose layout is the same on every architecture. Sizes: struct statx 256 bytes.
/// </summary>
internal readonly partial record struct FileStatus(int Type, uint Owner)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int OfTheDescriptor = 0x1000; // AT_EMPTY_PATH
    private const uint TypeAndOwner = 1 | 8; // STATX_TYPE, STATX_UID
    private const int OwnerOffset = 20; // stx_uid
    private const int ModeOffset = 28; // stx_mode
    private const int TypeMask = 0xF000; // S_IFMT
    private const int Folder = 0x4000; // S_IFDIR
    private const int Regular = 0x8000; // S_IFREG

    public bool IsFolder => Type == Folder;

    public bool IsRegular => Type == Regular;

    /// <summary>Of an open file.</summary>
    public static FileStatus? Of(SafeFileHandle file)
    {
        Span<byte> status = stackalloc byte[256];
        return OperatingSystem.IsLinux() && statx(file, "", OfTheDescriptor, TypeAndOwner, status) == 0 ? Read(status) : null;
    }

    /// <summary>Of what a name leads to at this moment; null where that is nothing.</summary>
    public static FileStatus? Of(string path)
    {
        Span<byte> status = stackalloc byte[256];
        return OperatingSystem.IsLinux() && statx(CurrentFolder, path, 0, TypeAndOwner, status) == 0 ? Read(status) : null;
    }

    /// <summary>The user that this process acts as.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint CurrentUser();

    private static FileStatus Read(ReadOnlySpan<byte> status) =>
        new(MemoryMarshal.Read<ushort>(status[ModeOffset..]) & TypeMask, MemoryMarshal.Read<uint>(status[OwnerOffset..]));

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(SafeFileHandle folder, string path, int flags, uint mask, Span<byte> status);
}
