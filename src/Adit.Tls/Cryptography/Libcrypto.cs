using System.Reflection;
using System.Runtime.InteropServices;

namespace Adit.Tls.Cryptography;

/// <summary>
/// The functions of OpenSSL's libcrypto that seal and open records and verify ECDSA, and no other: the library that the platform's own cryptography
/// loads on Linux, without a new context and its checks for each record, and without checking a point twice for each key. It is looked for at run time;
/// where it is not, the platform's classes serve. References: EVP_EncryptInit(3), EVP_PKEY_verify(3), OPENSSL_init_crypto(3).
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

    /// <summary>True where the library is there, with all that seals and opens records.</summary>
    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && Load();

    /// <summary>The curves whose signatures it verifies too: none before OpenSSL 3.0, and from then on what its builder left in.</summary>
    private static readonly NistCurve[] verified = IsAvailable ? [.. NistCurve.All.Where(curve => Has(() => new CurveKey(curve).Dispose()))] : [];

    /// <summary>True where it verifies signatures over this curve.</summary>
    public static bool CanVerify(NistCurve curve) => verified.Contains(curve);

    /// <summary>What a call that must not fail has failed with; the library's own list of errors is emptied, for others read it.</summary>
    public static TlsException Failed(string function)
    {
        ERR_clear_error();
        return TlsException.Fatal(AlertDescription.internal_error, $"libcrypto's {function} failed.");
    }

    private static bool Load() => Has(() =>
    {
        NativeLibrary.SetDllImportResolver(typeof(Libcrypto).Assembly, Find); // InvalidOperationException: the application finds our libraries itself

        // Who comes first decides: a process that ends while a record is sealed must not lose the library's state under it.
        if (OPENSSL_init_crypto(InitNoAtExit, 0) != 1) throw Failed(nameof(OPENSSL_init_crypto));
        if (EVP_aes_128_gcm() == 0 || EVP_aes_256_gcm() == 0 || EVP_chacha20_poly1305() == 0) throw Failed("list of ciphers");
        CipherContext.Create(EVP_aes_128_gcm(), new byte[16]).Dispose();
    });

    /// <summary>True when what is tried works here.</summary>
    private static bool Has(Action what)
    {
        try
        {
            what();
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

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint EVP_PKEY_CTX_new_from_name(nint libctx, string name, string? propquery);

    [LibraryImport(Library)]
    public static partial nint EVP_PKEY_CTX_new_from_pkey(nint libctx, nint pkey, nint propquery);

    [LibraryImport(Library)]
    public static partial void EVP_PKEY_CTX_free(nint ctx);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_paramgen_init(nint ctx);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int EVP_PKEY_CTX_set_group_name(nint ctx, string name);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_paramgen(nint ctx, out nint pkey);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_set1_encoded_public_key(nint pkey, ReadOnlySpan<byte> pub, nuint length);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_verify_init(nint ctx);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_verify(nint ctx, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> hash, nuint hashLength);

    [LibraryImport(Library)]
    public static partial void EVP_PKEY_free(nint pkey);
}
