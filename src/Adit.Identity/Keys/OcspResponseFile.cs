using System.Formats.Asn1;

namespace Adit.Identity.Keys;

/// <summary>An OCSP response to be stapled, as an OCSP client wrote it: DER. What it says is for its readers to judge. References: RFC 6960 4.2.1. Sizes: up to 65527 bytes, as a handshake can carry.</summary>
internal static class OcspResponseFile
{
    private const int MaxBytes = 65527;

    public static byte[] Read(string path)
    {
        var der = BoundedFile.ReadPublic(path, MaxBytes);
        try
        {
            var file = new AsnReader(der, AsnEncodingRules.DER);
            var response = file.ReadSequence();
            file.ThrowIfNotEmpty();
            var status = response.ReadEnumeratedValue<ResponseStatus>();
            return status == ResponseStatus.Successful
                ? der
                : throw new CredentialException($"{path} holds no answer but the refusal {(int)status} of its responder: ask it again.");
        }
        catch (AsnContentException e)
        {
            throw new CredentialException($"{path} is not an OCSP response in DER: make it with `openssl ocsp ... -respout {path}`.", e);
        }
    }

    private enum ResponseStatus
    {
        Successful,
    }
}
