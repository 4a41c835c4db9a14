namespace Adit.Interop.Matrix;

/// <summary>How the ends of a connection prove themselves by signatures.</summary>
public enum Proof
{
    MutualCertificates,
    ServerCertificate,
    RawPublicKeys,
}
