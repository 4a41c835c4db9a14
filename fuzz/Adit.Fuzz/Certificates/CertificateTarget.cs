using System.Text;
using Adit.Fuzz.Material;
using Adit.Tls;
using Adit.Tls.Certificates;

namespace Adit.Fuzz.Certificates;

/// <summary>
/// A certificate as a peer shows it, and once more signed by the CA whatever it says: reading fails with a TlsException or keeps what came, judging always ends
/// in a verdict, and trusted is only what the CA has signed, is in its time, and names the name. The input is the DER.
/// </summary>
internal sealed class CertificateTarget : ITarget
{
    private static readonly byte[][] Genuine = [FixedCertificates.Server.Der.ToArray(), FixedCertificates.Client.Der.ToArray(), FixedCertificates.Root.Der.ToArray()];

    public string Name => "x509";

    public IReadOnlyCollection<string> Places { get; } = ["read", "refused bad_certificate", "trusted as it came", "untrusted as it came", "trusted once signed", "untrusted once signed"];

    public IEnumerable<(string Name, byte[] Input)> Seeds() =>
        [("server", Genuine[0]), ("client", Genuine[1]), ("root", Genuine[2])];

    public void Run(ReadOnlySpan<byte> input, Coverage coverage)
    {
        ParsedCertificate certificate;
        try
        {
            certificate = ParsedCertificate.Parse(input.ToArray());
        }
        catch (TlsException error)
        {
            BugException.Unless(error.AlertSent == AlertDescription.bad_certificate, $"Not the alert for a certificate that cannot be read: {error}");
            coverage.Reach("refused bad_certificate");
            return;
        }

        coverage.Reach("read");
        BugException.Unless(certificate.Der.Span.SequenceEqual(input), "What is kept of the certificate is not what came.");
        ReadKey(certificate);
        Judge(certificate, certificate.Der, "as it came", coverage);
        if (Resign(certificate) is { } signed) Judge(signed, certificate.Der, "once signed", coverage);
    }

    private static void ReadKey(ParsedCertificate certificate)
    {
        try
        {
            var key = certificate.PublicKey;
            foreach (var scheme in key.SignatureSchemes)
                BugException.Unless(!key.Verify(scheme, "content"u8, new byte[64]), "Zeros were taken for a signature.");
        }
        catch (TlsException error)
        {
            BugException.Unless(error.AlertSent is AlertDescription.bad_certificate or AlertDescription.unsupported_certificate, $"Not an alert for a key: {error}");
        }
    }

    private static ParsedCertificate? Resign(ParsedCertificate certificate)
    {
        try
        {
            return ParsedCertificate.Parse(FixedCertificates.SignedByRoot(certificate.TbsCertificate));
        }
        catch (TlsException)
        {
            return null; // Its signed part names another algorithm than the CA's.
        }
    }

    private static void Judge(ParsedCertificate leaf, ReadOnlyMemory<byte> came, string how, Coverage coverage)
    {
        foreach (var role in new[] { TlsRole.Server, TlsRole.Client })
        {
            var verdict = new CertificateValidator(FixedCertificates.Anchors).Validate(
                [leaf, FixedCertificates.Server], role, role == TlsRole.Server ? FixedCertificates.ServerName : null, FixedCertificates.Now);
            coverage.Reach($"{(verdict.IsTrusted ? "trusted" : "untrusted")} {how}");
            if (!verdict.IsTrusted)
            {
                BugException.Unless(verdict.Reason.Length > 0 && verdict.Reason.All(c => c is >= ' ' and <= '~'), $"A verdict without a reason, or one that is not fit for a log: {verdict.Reason}");
                continue;
            }

            BugException.Unless(how != "as it came" || Genuine.Any(der => der.AsSpan().SequenceEqual(came.Span)), "A certificate is trusted that the CA did not sign.");
            BugException.Unless(leaf.NotBefore <= FixedCertificates.Now && FixedCertificates.Now <= leaf.NotAfter, "A certificate is trusted out of its time.");
            BugException.Unless(role == TlsRole.Client || Holds(leaf, FixedCertificates.ServerName) || Holds(leaf, "*.example"), "A certificate is trusted for a name that it does not have.");
            BugException.Unless(leaf.IssuerName.Der.Span.SequenceEqual(FixedCertificates.Root.SubjectName.Der.Span), "A certificate is trusted whose issuer is another.");
        }
    }

    private static bool Holds(ParsedCertificate certificate, string name) => Encoding.Latin1.GetString(certificate.Der.Span).Contains(name, StringComparison.OrdinalIgnoreCase);
}
