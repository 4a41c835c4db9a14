using System.Runtime.InteropServices;

namespace Adit.Tls.Cryptography;

/// <summary>
/// The functions of libsodium 1.0.22 that the engine uses, and no other. Thread-safe: each is a pure function of its arguments.
/// A result that is a check of the RFC comes back as a bool; any other failure is internal_error.
/// References: https://doc.libsodium.org; RFC 7748, RFC 8032, FIPS 203.
/// </summary>
/// <remarks>
/// Sizes: X25519 scalar, point and result 32; ML-KEM-768 seed 64, encapsulation key 1184, decapsulation key 2400, ciphertext 1088,
/// secret 32, randomness 32; Ed25519 seed 32, public key 32, secret key 64, signature 64.
/// The native side writes through bare pointers, so every length is checked here.
/// </remarks>
internal static partial class Libsodium
{
    public const int X25519Length = 32;

    public const int MlKem768SeedLength = 64;
    public const int MlKem768EncapsulationKeyLength = 1184;
    public const int MlKem768DecapsulationKeyLength = 2400;
    public const int MlKem768CiphertextLength = 1088;
    public const int MlKem768SecretLength = 32;
    public const int MlKem768RandomnessLength = 32;

    public const int Ed25519SeedLength = 32;
    public const int Ed25519PublicKeyLength = 32;
    public const int Ed25519SecretKeyLength = 64;
    public const int Ed25519SignatureLength = 64;

    private const string Library = "libsodium";

    // Not a static constructor that throws: its TypeInitializationException would hide the sentence.
    private static readonly Exception? loadFailure = Load();

    /// <summary>The public point of a scalar.</summary>
    public static void X25519Base(ReadOnlySpan<byte> scalar, Span<byte> point)
    {
        RequireLoaded();
        Exactly(scalar, X25519Length);
        Exactly(point, X25519Length);
        Succeeded(crypto_scalarmult_curve25519_base(point, scalar), nameof(crypto_scalarmult_curve25519_base));
    }

    /// <summary>False when the result is all zero (RFC 7748 6.1).</summary>
    public static bool X25519(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point, Span<byte> result)
    {
        RequireLoaded();
        Exactly(scalar, X25519Length);
        Exactly(point, X25519Length);
        Exactly(result, X25519Length);
        return crypto_scalarmult_curve25519(result, scalar, point) == 0;
    }

    /// <summary>ML-KEM.KeyGen_internal of FIPS 203: the seed is d, then z.</summary>
    public static void MlKem768KeyPair(ReadOnlySpan<byte> seed, Span<byte> encapsulationKey, Span<byte> decapsulationKey)
    {
        RequireLoaded();
        Exactly(seed, MlKem768SeedLength);
        Exactly(encapsulationKey, MlKem768EncapsulationKeyLength);
        Exactly(decapsulationKey, MlKem768DecapsulationKeyLength);
        Succeeded(crypto_kem_mlkem768_seed_keypair(encapsulationKey, decapsulationKey, seed), nameof(crypto_kem_mlkem768_seed_keypair));
    }

    /// <summary>False when the encapsulation key is not reduced (FIPS 203 7.2).</summary>
    public static bool MlKem768Encapsulate(ReadOnlySpan<byte> encapsulationKey, ReadOnlySpan<byte> randomness, Span<byte> ciphertext, Span<byte> secret)
    {
        RequireLoaded();
        Exactly(encapsulationKey, MlKem768EncapsulationKeyLength);
        Exactly(randomness, MlKem768RandomnessLength);
        Exactly(ciphertext, MlKem768CiphertextLength);
        Exactly(secret, MlKem768SecretLength);
        return crypto_kem_mlkem768_enc_deterministic(ciphertext, secret, encapsulationKey, randomness) == 0;
    }

    /// <summary>A ciphertext that was tampered with gives another secret, not a failure (FIPS 203 6.3).</summary>
    public static void MlKem768Decapsulate(ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> decapsulationKey, Span<byte> secret)
    {
        RequireLoaded();
        Exactly(ciphertext, MlKem768CiphertextLength);
        Exactly(decapsulationKey, MlKem768DecapsulationKeyLength);
        Exactly(secret, MlKem768SecretLength);
        Succeeded(crypto_kem_mlkem768_dec(secret, ciphertext, decapsulationKey), nameof(crypto_kem_mlkem768_dec));
    }

    /// <summary>The secret key is the seed, then the public key.</summary>
    public static void Ed25519KeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        RequireLoaded();
        Exactly(seed, Ed25519SeedLength);
        Exactly(publicKey, Ed25519PublicKeyLength);
        Exactly(secretKey, Ed25519SecretKeyLength);
        Succeeded(crypto_sign_ed25519_seed_keypair(publicKey, secretKey, seed), nameof(crypto_sign_ed25519_seed_keypair));
    }

    public static void Ed25519Sign(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> content, Span<byte> signature)
    {
        RequireLoaded();
        Exactly(secretKey, Ed25519SecretKeyLength);
        Exactly(signature, Ed25519SignatureLength);
        Succeeded(crypto_sign_ed25519_detached(signature, 0, content, (ulong)content.Length, secretKey), nameof(crypto_sign_ed25519_detached));
    }

    public static bool Ed25519Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        RequireLoaded();
        Exactly(publicKey, Ed25519PublicKeyLength);
        Exactly(signature, Ed25519SignatureLength);
        return crypto_sign_ed25519_verify_detached(signature, content, (ulong)content.Length, publicKey) == 0;
    }

    /// <summary>True for a canonical point of the prime-order subgroup, which every honest public key is.</summary>
    public static bool Ed25519IsValidPoint(ReadOnlySpan<byte> publicKey)
    {
        RequireLoaded();
        Exactly(publicKey, Ed25519PublicKeyLength);
        return crypto_core_ed25519_is_valid_point(publicKey) == 1;
    }

    private static Exception? Load()
    {
        try
        {
            if (sodium_init() < 0) return new InvalidOperationException("sodium_init failed.");
            _ = crypto_kem_mlkem768_seedbytes(); // an older library of the system has no ML-KEM: say so now, not within a handshake
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return e;
        }
    }

    /// <summary>Says so where the library is missing or too old.</summary>
    /// <exception cref="PlatformNotSupportedException">It is.</exception>
    public static void RequireLoaded()
    {
        if (loadFailure is not null)
        {
            throw new PlatformNotSupportedException(
                "libsodium 1.0.22 could not be loaded: put the library of the NuGet package libsodium for this system beside the program.", loadFailure);
        }
    }

    private static void Exactly(ReadOnlySpan<byte> span, int length) => ArgumentOutOfRangeException.ThrowIfNotEqual(span.Length, length, nameof(span));

    private static void Succeeded(int result, string function)
    {
        if (result != 0) throw TlsException.Fatal(AlertDescription.internal_error, $"libsodium's {function} failed.");
    }

    [LibraryImport(Library)]
    private static partial int sodium_init();

    [LibraryImport(Library)]
    private static partial nuint crypto_kem_mlkem768_seedbytes();

    [LibraryImport(Library)]
    private static partial int crypto_scalarmult_curve25519_base(Span<byte> q, ReadOnlySpan<byte> n);

    [LibraryImport(Library)]
    private static partial int crypto_scalarmult_curve25519(Span<byte> q, ReadOnlySpan<byte> n, ReadOnlySpan<byte> p);

    [LibraryImport(Library)]
    private static partial int crypto_kem_mlkem768_seed_keypair(Span<byte> pk, Span<byte> sk, ReadOnlySpan<byte> seed);

    [LibraryImport(Library)]
    private static partial int crypto_kem_mlkem768_enc_deterministic(Span<byte> ct, Span<byte> ss, ReadOnlySpan<byte> pk, ReadOnlySpan<byte> seed);

    [LibraryImport(Library)]
    private static partial int crypto_kem_mlkem768_dec(Span<byte> ss, ReadOnlySpan<byte> ct, ReadOnlySpan<byte> sk);

    [LibraryImport(Library)]
    private static partial int crypto_sign_ed25519_seed_keypair(Span<byte> pk, Span<byte> sk, ReadOnlySpan<byte> seed);

    [LibraryImport(Library)]
    private static partial int crypto_sign_ed25519_detached(Span<byte> sig, nint siglen_p, ReadOnlySpan<byte> m, ulong mlen, ReadOnlySpan<byte> sk);

    [LibraryImport(Library)]
    private static partial int crypto_sign_ed25519_verify_detached(ReadOnlySpan<byte> sig, ReadOnlySpan<byte> m, ulong mlen, ReadOnlySpan<byte> pk);

    [LibraryImport(Library)]
    private static partial int crypto_core_ed25519_is_valid_point(ReadOnlySpan<byte> p);
}
