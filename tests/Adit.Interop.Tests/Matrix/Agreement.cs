using Adit.Tls;
using Adit.Tls.Evidence;

namespace Adit.Interop.Matrix;

/// <summary>What a row of the matrix must have come to.</summary>
internal static class Agreement
{
    public static void Holds(NegotiatedParameters negotiated, (NamedGroup Group, CipherSuite Suite) on, SignatureScheme? peerSigns, SignatureScheme? weSign)
    {
        Assert.Equal(on, (negotiated.Group, negotiated.CipherSuite));
        Assert.Equal(peerSigns, negotiated.PeerSignatureScheme);
        Assert.Equal(weSign, negotiated.OwnSignatureScheme);
        Assert.False(negotiated.HelloRetryRequest);
    }
}
