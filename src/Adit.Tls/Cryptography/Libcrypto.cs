using System.Reflection;
using System.Runtime.InteropServices;

namespace Adit.Tls.Cryptography;

/// <summary>
/// The functions of OpenSSL's libcrypto that seal and open records, and no other: the library that the platform's own cryptography loads on Linux,
/// without a new context and its checks for each record. It is looked for at run time; where it is not, the platform's classes serve.
/// References: EVP_EncryptInit(3), OPENSSL_init_crypto(3).
/// </summary>
/// <remarks>The native side reads and writes through bare pointers, so callers check every length.</remarks>
internal static partial class Libcrypto
{
    public const int ControlGetTag = 0x10; // EVP_CTRL_AEAD_GET_TAG
    public const int ControlSetTag = 0x11; // EVP_CTRL_AEAD_SET_TAG

    /// <summary>For <see cref="EVP_CipherInit_ex"/>: the direction stays what it is not said to become.</summary>
    public const int Decrypting = 0;
    public const int Encrypting = 1;

    private const string Library = "libcrypto";
    private const ulong InitNoAtExit = 0x0008_0000; // OPENSSL_INIT_NO_ATEXIT

    private static readonly string[] names = ["libcrypto.so.3", "libcrypto.so.1.1"];

    /// <summary>True where the library and all of the functions are there.</summary>
    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && Load();

    private static bool Load()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Libcrypto).Assembly, Find); // InvalidOperationException: the application finds our libraries itself

            // Who comes first decides: a process that ends while a record is sealed must not lose the library's state under it.
            if (OPENSSL_init_crypto(InitNoAtExit, 0) != 1) return false;
            if (EVP_aes_128_gcm() == 0 || EVP_aes_256_gcm() == 0 || EVP_chacha20_poly1305() == 0) return false;
            using var context = CipherContext.Create(EVP_aes_128_gcm(), new byte[16]);
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or InvalidOperationException or TlsException)
        {
            return false;
        }
    }

    private static nint Find(string library, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (library != Library) return 0; // libsodium is found as always
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var handle)) return handle;
        }

        return 0;
    }

    [LibraryImport(Library)]
    private static partial int OPENSSL_init_crypto(ulong opts, nint settings);

    [LibraryImport(Library)]
    public static partial void ERR_clear_error();

    [LibraryImport(Library)]
    public static partial nint EVP_aes_128_gcm();

    [LibraryImport(Library)]
    public static partial nint EVP_aes_256_gcm();

    [LibraryImport(Library)]
    public static partial nint EVP_chacha20_poly1305();

    [LibraryImport(Library)]
    public static partial nint EVP_CIPHER_CTX_new();

    [LibraryImport(Library)]
    public static partial void EVP_CIPHER_CTX_free(nint ctx);

    [LibraryImport(Library)]
    public static partial int EVP_CipherInit_ex(nint ctx, nint cipher, nint engine, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, int enc);

    [LibraryImport(Library)]
    public static partial int EVP_CipherUpdate(nint ctx, ref byte output, out int outputLength, ref readonly byte input, int inputLength);

    [LibraryImport(Library)]
    public static partial int EVP_CipherFinal_ex(nint ctx, Span<byte> output, out int outputLength);

    [LibraryImport(Library)]
    public static partial int EVP_CIPHER_CTX_ctrl(nint ctx, int type, int length, Span<byte> pointer);
}
