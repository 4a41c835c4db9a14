using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>A parameter set of ML-DSA, pure and with an empty context. References: FIPS 204 4, RFC 9881 2, draft-ietf-tls-mldsa 3.</summary>
/// <remarks>Sizes: seed 32; public key and signature 1312 and 2420 (44), 1952 and 3309 (65), 2592 and 4627 (87).</remarks>
internal sealed class MlDsaParameterSet
{
    /// <summary>Length of the seed that a private key is made from (FIPS 204 6.1).</summary>
    public const int SeedLength = 32;

    private MlDsaParameterSet(SignatureScheme scheme, string oid, MLDsaAlgorithm platform, MLDsaParameters bouncyCastle)
    {
        Scheme = scheme;
        Oid = oid;
        Platform = platform;
        BouncyCastle = bouncyCastle;
    }

    public static MlDsaParameterSet MlDsa44 { get; } = new(SignatureScheme.mldsa44, Oids.MlDsa44, MLDsaAlgorithm.MLDsa44, MLDsaParameters.ml_dsa_44);

    public static MlDsaParameterSet MlDsa65 { get; } = new(SignatureScheme.mldsa65, Oids.MlDsa65, MLDsaAlgorithm.MLDsa65, MLDsaParameters.ml_dsa_65);

    public static MlDsaParameterSet MlDsa87 { get; } = new(SignatureScheme.mldsa87, Oids.MlDsa87, MLDsaAlgorithm.MLDsa87, MLDsaParameters.ml_dsa_87);

    public SignatureScheme Scheme { get; }

    public string Oid { get; }

    /// <summary>What a person calls it: <c>ML-DSA-65</c>.</summary>
    public string Name => Platform.Name;

    public int PublicKeyLength => Platform.PublicKeySizeInBytes;

    public int SignatureLength => Platform.SignatureSizeInBytes;

    public MLDsaAlgorithm Platform { get; }

    public MLDsaParameters BouncyCastle { get; }

    /// <summary>The set of an object identifier; HashML-DSA has others and is not spoken (RFC 9881 2).</summary>
    public static MlDsaParameterSet? Find(string oid) => oid switch
    {
        Oids.MlDsa44 => MlDsa44,
        Oids.MlDsa65 => MlDsa65,
        Oids.MlDsa87 => MlDsa87,
        _ => null,
    };
}
