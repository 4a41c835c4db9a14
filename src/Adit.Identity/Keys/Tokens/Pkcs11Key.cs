using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Adit.Tls;
using Adit.Tls.Cryptography.Signatures;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Adit.Identity.Keys.Tokens;

/// <summary>
/// A private key that never leaves its token: ECDSA, Ed25519 or RSA. It signs when the token has time; a slow token slows its own
/// handshakes only. Thread-safe. References: PKCS#11 3.0 6.1.13 (RSA-PSS), 6.3.12 (ECDSA), 6.3.16 (EdDSA).
/// </summary>
internal sealed class Pkcs11Key : PrivateKey
{
    private const ulong EdDsa = 0x1057; // CKM_EDDSA, which the wrapper does not name

    private readonly Pkcs11Uri uri;
    private readonly Pkcs11Token token;
    private readonly Func<byte[]> readPin;
    private readonly PublicKey publicKey;

    private Pkcs11Key(Pkcs11Uri uri, Pkcs11Token token, Func<byte[]> readPin, byte[] subjectPublicKeyInfo)
    {
        this.uri = uri;
        this.token = token;
        this.readPin = readPin;
        publicKey = PublicKey.Import(subjectPublicKeyInfo);
        SubjectPublicKeyInfo = subjectPublicKeyInfo;
    }

    public override ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    public override IReadOnlyList<SignatureScheme> SignatureSchemes => publicKey.SignatureSchemes;

    /// <summary>Finds the key of a URI, and proves by a signature that it can be used.</summary>
    /// <param name="text">The URI.</param>
    /// <param name="pinFile">The file that holds the token's PIN; one trailing newline is cut.</param>
    /// <exception cref="CredentialException">The URI, the module, the token, the PIN or the key cannot be used.</exception>
    public static Pkcs11Key Open(string text, string? pinFile)
    {
        var uri = Pkcs11Uri.Parse(text);
        if (pinFile is null)
            throw new CredentialException($"{uri} is a key in a token, which wants a PIN: put it into a file that only you can read, and name that as the passphrase file.");
        var token = Pkcs11Module.Load(uri.ModulePath).Find(uri);
        var key = Run(uri, () => token.AskAsync(session => Pkcs11Objects.ReadPublicKey(session, uri), ReadPin, CancellationToken.None));
        try
        {
            var opened = new Pkcs11Key(uri, token, ReadPin, key);
            Run(uri, () => opened.SignAsync(opened.SignatureSchemes[0], "adit"u8.ToArray()).AsTask());
            return opened;
        }
        catch (TlsException e)
        {
            throw new CredentialException($"{uri} is a key that cannot be used: {e.Message}", e);
        }

        byte[] ReadPin() => PassphraseFile.Read(pinFile, uri.Text);
    }

    public override async ValueTask<byte[]> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (!SignatureSchemes.Contains(scheme))
            throw new ArgumentException($"A key of {publicKey.Algorithm} cannot sign with {Iana.Name(scheme)}.", nameof(scheme));
        var signature = await token.AskAsync(session => Sign(session, scheme, content), readPin, cancellationToken).ConfigureAwait(false);

        // A token is outside: a faulty signature could give an RSA key away, and would fail at the peer, where nobody would look for it.
        if (!publicKey.Verify(scheme, content.Span, signature)) throw new CryptographicException($"The token made a wrong signature with {uri}.");
        return signature;
    }

    /// <summary>Nothing: the sessions are the token's, and the key never was here.</summary>
    protected override void Dispose(bool disposing)
    {
        // See the summary.
    }

    private byte[] Sign(ISession session, SignatureScheme scheme, ReadOnlyMemory<byte> content)
    {
        var key = Pkcs11Objects.FindPrivateKey(session, uri);
        using var mechanism = Mechanism(scheme);
        if (scheme == SignatureScheme.ed25519) return session.Sign(mechanism, key, content.ToArray());
        var signature = session.Sign(mechanism, key, CryptographicOperations.HashData(HashOf(scheme), content.Span));
        return IsEcdsa(scheme) ? ToDer(signature) : signature;
    }

    private static IMechanism Mechanism(SignatureScheme scheme)
    {
        var mechanisms = Pkcs11Module.Factories.MechanismFactory;
        if (scheme == SignatureScheme.ed25519) return mechanisms.Create(EdDsa);
        if (IsEcdsa(scheme)) return mechanisms.Create(CKM.CKM_ECDSA);

        // RFC 9846 4.3.3: the salt is as long as the hash, and MGF1 uses the same.
        var (hash, mask, length) = HashOf(scheme).Name switch
        {
            "SHA256" => (CKM.CKM_SHA256, CKG.CKG_MGF1_SHA256, SHA256.HashSizeInBytes),
            "SHA384" => (CKM.CKM_SHA384, CKG.CKG_MGF1_SHA384, SHA384.HashSizeInBytes),
            _ => (CKM.CKM_SHA512, CKG.CKG_MGF1_SHA512, SHA512.HashSizeInBytes),
        };
        var parameters = Pkcs11Module.Factories.MechanismParamsFactory.CreateCkRsaPkcsPssParams((ulong)hash, (ulong)mask, (ulong)length);
        return mechanisms.Create(CKM.CKM_RSA_PKCS_PSS, parameters);
    }

    private static bool IsEcdsa(SignatureScheme scheme) =>
        scheme is SignatureScheme.ecdsa_secp256r1_sha256 or SignatureScheme.ecdsa_secp384r1_sha384 or SignatureScheme.ecdsa_secp521r1_sha512;

    private static HashAlgorithmName HashOf(SignatureScheme scheme) => scheme switch
    {
        SignatureScheme.ecdsa_secp256r1_sha256 or SignatureScheme.rsa_pss_rsae_sha256 => HashAlgorithmName.SHA256,
        SignatureScheme.ecdsa_secp384r1_sha384 or SignatureScheme.rsa_pss_rsae_sha384 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    // PKCS#11 gives r and s side by side, each as long as the order of the curve.
    private static byte[] ToDer(byte[] signature)
    {
        var half = signature.Length / 2;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(signature.AsSpan(0, half), isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new BigInteger(signature.AsSpan(half), isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }

    private static T Run<T>(Pkcs11Uri uri, Func<Task<T>> ask)
    {
        try
        {
            return ask().GetAwaiter().GetResult();
        }
        catch (Pkcs11Exception e) when (e.RV is CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_LOCKED or CKR.CKR_PIN_LEN_RANGE or CKR.CKR_PIN_INVALID)
        {
            throw new CredentialException($"The token of {uri} does not take the PIN ({e.RV}): correct the passphrase file; a token locks itself after some tries.", e);
        }
        catch (Exception e) when (e is Pkcs11Exception or CryptographicException)
        {
            throw new CredentialException($"{uri} cannot be used: {e.Message}", e);
        }
    }
}
