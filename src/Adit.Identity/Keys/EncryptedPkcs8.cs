using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace Adit.Identity.Keys;

/// <summary>
/// Opens an encrypted PKCS#8 key: PBES2 with PBKDF2 and AES-CBC, which is what current tools write, whatever the type of the key inside.
/// References: RFC 5958 3, RFC 8018 6.2 and appendices A.2 to A.4, B.2.5.
/// Sizes: IV 16 bytes, AES key 16, 24 or 32.
/// </summary>
internal static class EncryptedPkcs8
{
    // Some seconds of work: a file that asks for more is damaged, or means to keep us busy.
    private const int MaxIterations = 10_000_000;

    /// <summary>The PKCS#8 PrivateKeyInfo within; the caller overwrites it after use.</summary>
    /// <exception cref="CredentialException">Encrypted in another way, or with another passphrase.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> der, ReadOnlySpan<byte> passphrase, string path)
    {
        var (derivation, cipher, ciphertext) = Read(der, path);
        Span<byte> key = stackalloc byte[cipher.KeyBytes];
        var plaintext = GC.AllocateUninitializedArray<byte>(ciphertext.Length, pinned: true);
        try
        {
            Rfc2898DeriveBytes.Pbkdf2(passphrase, derivation.Salt, key, derivation.Iterations, derivation.Hash);
            using var aes = Aes.Create();
            aes.SetKey(key);
            var length = aes.DecryptCbc(ciphertext, cipher.Iv, plaintext);
            if (!IsOneSequence(plaintext.AsSpan(0, length))) throw WrongPassphrase(path);
            var pkcs8 = GC.AllocateUninitializedArray<byte>(length, pinned: true);
            plaintext.AsSpan(0, length).CopyTo(pkcs8);
            return pkcs8;
        }
        catch (CryptographicException)
        {
            throw WrongPassphrase(path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private static (Derivation Derivation, Cipher Cipher, byte[] Ciphertext) Read(ReadOnlySpan<byte> der, string path)
    {
        try
        {
            var info = new AsnReader(der.ToArray(), AsnEncodingRules.BER).ReadSequence();
            var algorithm = info.ReadSequence();
            var ciphertext = info.ReadOctetString();
            RequireOid(algorithm.ReadObjectIdentifier(), "1.2.840.113549.1.5.13", path);
            var parameters = algorithm.ReadSequence();
            return (ReadDerivation(parameters.ReadSequence(), path), ReadCipher(parameters.ReadSequence(), path), ciphertext);
        }
        catch (AsnContentException e)
        {
            throw new CredentialException($"{path} holds no well-formed encrypted PKCS#8 key: write the file anew from its source.", e);
        }
    }

    private static Derivation ReadDerivation(AsnReader algorithm, string path)
    {
        RequireOid(algorithm.ReadObjectIdentifier(), "1.2.840.113549.1.5.12", path);
        var parameters = algorithm.ReadSequence();
        var salt = parameters.ReadOctetString();
        var iterations = parameters.ReadInteger();
        if (iterations < 1 || iterations > MaxIterations)
            throw new CredentialException($"{path} asks for {Shown(iterations)} PBKDF2 iterations, and 1 to {MaxIterations} are done here: encrypt it anew with {Conversion(path)}.");
        if (parameters.HasData && parameters.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)) parameters.ReadInteger();   // keyLength: the cipher says it too
        var prf = parameters.HasData ? parameters.ReadSequence().ReadObjectIdentifier() : "1.2.840.113549.2.7";
        return new Derivation(salt, (int)iterations, prf switch
        {
            "1.2.840.113549.2.7" => HashAlgorithmName.SHA1,
            "1.2.840.113549.2.9" => HashAlgorithmName.SHA256,
            "1.2.840.113549.2.10" => HashAlgorithmName.SHA384,
            "1.2.840.113549.2.11" => HashAlgorithmName.SHA512,
            _ => throw Unsupported(prf, path),
        });
    }

    private static Cipher ReadCipher(AsnReader algorithm, string path)
    {
        var oid = algorithm.ReadObjectIdentifier();
        var keyBytes = oid switch
        {
            "2.16.840.1.101.3.4.1.2" => 16,
            "2.16.840.1.101.3.4.1.22" => 24,
            "2.16.840.1.101.3.4.1.42" => 32,
            _ => throw Unsupported(oid, path),
        };
        var iv = algorithm.ReadOctetString();
        return iv.Length == 16 ? new Cipher(keyBytes, iv) : throw new CredentialException($"{path} holds an IV of {iv.Length} bytes where AES has 16: write the file anew from its source.");
    }

    // One wrong passphrase in 256 leaves a padding that happens to be right.
    private static bool IsOneSequence(ReadOnlySpan<byte> plaintext) =>
        AsnDecoder.TryReadEncodedValue(plaintext, AsnEncodingRules.BER, out var tag, out _, out _, out var consumed)
        && tag.HasSameClassAndValue(Asn1Tag.Sequence) && consumed == plaintext.Length;

    private static void RequireOid(string oid, string wanted, string path)
    {
        if (oid != wanted) throw Unsupported(oid, path);
    }

    private static CredentialException Unsupported(string oid, string path) =>
        new($"{path} is encrypted in a way not read here ({oid}); PBES2 with PBKDF2 and AES-CBC is: convert it with {Conversion(path)}.");

    private static CredentialException WrongPassphrase(string path) => new($"{path} does not open with this passphrase: check the passphrase file.");

    private static string Conversion(string path) => $"`openssl pkcs8 -topk8 -v2 aes-256-cbc -in {path} -out NEW`";

    private static string Shown(BigInteger iterations) => iterations.GetBitLength() <= 64 ? iterations.ToString() : "absurdly many";

    private sealed record Derivation(byte[] Salt, int Iterations, HashAlgorithmName Hash);

    private sealed record Cipher(int KeyBytes, byte[] Iv);
}
