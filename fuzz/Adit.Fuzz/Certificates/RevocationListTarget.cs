using System.Formats.Asn1;
using System.Numerics;
using Adit.Fuzz.Material;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Certificates.Revocation;

namespace Adit.Fuzz.Certificates;

/// <summary>
/// A CRL, as it came and once more signed by the CA: reading fails with a TlsException; one that the CA did not sign vouches for nobody; one that it did revokes
/// exactly the serial numbers it lists, whatever is near to them. The input is the DER.
/// </summary>
internal sealed class RevocationListTarget : ITarget
{
    private static readonly byte[] Genuine = Make([0x01], [0x0A, 0x13], [0x0A, 0x12, 0x01], [0x7F, 0xFF, 0xFF]);

    public string Name => "crl";

    public IReadOnlyCollection<string> Places { get; } = ["read", "refused bad_certificate", "signed by the CA", "not signed by the CA", "finds", "does not find", "vouches", "revokes"];

    public IEnumerable<(string Name, byte[] Input)> Seeds() =>
        [("four", Genuine), ("empty", Make()), ("server", Make([0x0A, 0x11]))];

    public void Run(ReadOnlySpan<byte> input, Coverage coverage)
    {
        if (Read(input.ToArray()) is not { } list)
        {
            coverage.Reach("refused bad_certificate");
            return;
        }

        coverage.Reach("read");
        var isGenuine = IsSignedByRoot(input.ToArray());
        coverage.Reach(isGenuine ? "signed by the CA" : "not signed by the CA");
        var verdict = Judge(list);
        BugException.Unless(isGenuine || !verdict.IsTrusted, "A list that the CA did not sign vouches for a certificate.");
        var tbs = new AsnReader(input.ToArray(), AsnEncodingRules.DER).ReadSequence().ReadEncodedValue();
        CheckSerials(tbs, coverage);
        if (Read(FixedCertificates.SignedByRoot(tbs)) is { } signed) CheckVerdict(tbs, Judge(signed), coverage);
    }

    private static byte[] Make(params byte[][] serials) =>
        FixedCertificates.RevocationList("Root", serials.Length == 0 ? null : w => WriteEntries(w, serials));

    private static void WriteEntries(AsnWriter w, byte[][] serials)
    {
        using (w.PushSequence())
        {
            foreach (var serial in serials)
            {
                using (w.PushSequence())
                {
                    w.WriteIntegerUnsigned(serial);
                    w.WriteUtcTime(FixedCertificates.Now.AddHours(-2));
                }
            }
        }
    }

    private static RevocationList? Read(byte[] der)
    {
        try
        {
            return RevocationList.Parse(der);
        }
        catch (TlsException error)
        {
            BugException.Unless(error.AlertSent == AlertDescription.bad_certificate, $"Not the alert for a list that cannot be read: {error}");
            return null;
        }
    }

    /// <summary>Ed25519 signs the same with the same.</summary>
    private static bool IsSignedByRoot(byte[] der)
    {
        var tbs = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadEncodedValue();
        return der.AsSpan().SequenceEqual(FixedCertificates.SignedByRoot(tbs));
    }

    private static ChainVerdict Judge(RevocationList list) =>
        new CertificateValidator(new CertificateValidatorOptions { Anchors = FixedCertificates.Anchors, RevocationLists = new RevocationLists([list]) })
            .Validate([FixedCertificates.Server], TlsRole.Server, FixedCertificates.ServerName, FixedCertificates.Now);

    /// <summary>Every serial number that is listed is found, and of those that begin like it or go on behind it only the listed ones.</summary>
    private static void CheckSerials(ReadOnlyMemory<byte> tbs, Coverage coverage)
    {
        var (listed, entries) = Listed(tbs);
        var revoked = RevokedSerials.Read(entries);
        BugException.Unless(revoked.Count == listed.Count, "The list has another count of entries.");
        foreach (var serial in listed.Take(16).SelectMany(Near))
        {
            var isFound = revoked.Find(serial) is not null;
            var isListed = listed.Exists(l => new BigInteger(l, isUnsigned: true, isBigEndian: true) == new BigInteger(serial, isUnsigned: true, isBigEndian: true));
            BugException.Unless(isFound == isListed, $"The serial number {Convert.ToHexString(serial)} is {(isListed ? "listed and not found" : "found and not listed")}.");
            coverage.Reach(isFound ? "finds" : "does not find");
        }
    }

    private static void CheckVerdict(ReadOnlyMemory<byte> tbs, ChainVerdict verdict, Coverage coverage)
    {
        var isListed = Listed(tbs).Serials.Exists(l => l.AsSpan().TrimStart((byte)0).SequenceEqual(new byte[] { 0x0A, 0x11 }));
        BugException.Unless(!(isListed && verdict.IsTrusted), "A revoked certificate is trusted.");
        if (verdict.IsTrusted) coverage.Reach("vouches");
        if (verdict.Alert == AlertDescription.certificate_revoked && !verdict.IsTrusted)
        {
            BugException.Unless(isListed, "A certificate that is not listed is revoked.");
            coverage.Reach("revokes");
        }
    }

    private static IEnumerable<byte[]> Near(byte[] serial)
    {
        var bare = serial.AsSpan().TrimStart((byte)0).ToArray();
        if (bare.Length == 0) yield break;
        yield return bare;
        yield return [.. bare, 0];
        yield return [.. bare, 1];
        yield return [1, .. bare];
        if (bare.Length > 1) yield return bare[..^1];
        yield return [.. bare[..^1], (byte)(bare[^1] ^ 1)];
    }

    /// <summary>By the platform's reader, one after the other.</summary>
    private static (List<byte[]> Serials, ReadOnlyMemory<byte> Entries) Listed(ReadOnlyMemory<byte> tbs)
    {
        var list = new AsnReader(tbs, AsnEncodingRules.DER).ReadSequence();
        if (list.PeekTag() == Asn1Tag.Integer) list.ReadEncodedValue();
        for (var i = 0; i < 4; i++) list.ReadEncodedValue(); // signature, issuer, thisUpdate, nextUpdate
        if (!list.HasData || list.PeekTag() != Asn1Tag.Sequence) return ([], default);
        var content = list.PeekContentBytes();
        var serials = new List<byte[]>();
        for (var entries = list.ReadSequence(); entries.HasData;) serials.Add(entries.ReadSequence().ReadIntegerBytes().ToArray());
        return (serials, content);
    }
}
