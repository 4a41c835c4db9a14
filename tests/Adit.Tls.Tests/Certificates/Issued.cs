using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Certificates;

namespace Adit.Tls.Tests.Certificates;

/// <summary>What a certificate of a test says. What is left alone makes a certificate that holds.</summary>
internal sealed record Recipe
{
    public static readonly DateTimeOffset Now = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    public string Subject { get; init; } = "CN=leaf";
    public string[] Dns { get; init; } = [];
    public string[] Ip { get; init; } = [];
    public string[] Uri { get; init; } = [];
    public DateTimeOffset NotBefore { get; init; } = Now.AddDays(-1);
    public DateTimeOffset NotAfter { get; init; } = Now.AddDays(30);
    public bool? IsAuthority { get; init; }
    public int? PathLength { get; init; }
    public X509KeyUsageFlags? KeyUsage { get; init; }
    public string[] Purposes { get; init; } = [];
    public X509Extension[] Extensions { get; init; } = [];
    public byte[] SerialNumber { get; init; } = [0x0a, 0x11];
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    public static Recipe Authority(string subject) => new() { Subject = subject, IsAuthority = true, KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign };
}

/// <summary>A certificate and its key, which can issue others.</summary>
internal sealed class Issued(X500DistinguishedName name, AsymmetricAlgorithm key, byte[] der)
{
    private readonly Lazy<ParsedCertificate> parsed = new(() => ParsedCertificate.Parse(der));

    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    public byte[] Der => der;

    public ParsedCertificate Certificate => parsed.Value;

    public AsymmetricAlgorithm Key => key;

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static Issued Root(string subject = "CN=Root") => SelfSigned(Recipe.Authority(subject));

    public static Issued SelfSigned(Recipe recipe, AsymmetricAlgorithm? key = null)
    {
        key ??= NewKey();
        var name = new X500DistinguishedName(recipe.Subject);
        return new Issued(name, key, []).Issue(recipe, key);
    }

    public Issued Intermediate(string subject) => Issue(Recipe.Authority(subject));

    public Issued Issue(Recipe recipe, AsymmetricAlgorithm? subjectKey = null)
    {
        subjectKey ??= NewKey();
        var generator = key is RSA issuerRsa
            ? X509SignatureGenerator.CreateForRSA(issuerRsa, RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa((ECDsa)key);
        using var certificate = Request(recipe, subjectKey).Create(name, generator, recipe.NotBefore, recipe.NotAfter, recipe.SerialNumber);
        return new Issued(new X500DistinguishedName(recipe.Subject), subjectKey, certificate.RawData);
    }

    /// <summary>All that a certificate says, but for who issues it.</summary>
    public static CertificateRequest Request(Recipe recipe, AsymmetricAlgorithm subjectKey)
    {
        var subject = new X500DistinguishedName(recipe.Subject);
        var request = subjectKey is RSA rsa
            ? new CertificateRequest(subject, rsa, recipe.Hash, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)subjectKey, recipe.Hash);
        foreach (var extension in Extensions(recipe))
            request.CertificateExtensions.Add(extension);
        return request;
    }

    /// <summary>Signs what is in a certificate, whatever it is, with this key and SHA-256.</summary>
    public byte[] Resign(byte[] certificate)
    {
        var read = ParsedCertificate.Parse(certificate);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(read.TbsCertificate.Span);
            writer.WriteEncodedValue(read.SignatureAlgorithm.Span);
            writer.WriteBitString(key is RSA rsa
                ? rsa.SignData(read.TbsCertificate.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                : ((ECDsa)key).SignData(read.TbsCertificate.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        return writer.Encode();
    }

    private static IEnumerable<X509Extension> Extensions(Recipe recipe)
    {
        if (recipe.IsAuthority is { } isAuthority)
            yield return new X509BasicConstraintsExtension(isAuthority, recipe.PathLength.HasValue, recipe.PathLength ?? 0, critical: true);
        if (recipe.KeyUsage is { } usage)
            yield return new X509KeyUsageExtension(usage, critical: true);
        if (recipe.Purposes.Length > 0)
            yield return new X509EnhancedKeyUsageExtension([.. recipe.Purposes.Select(p => new Oid(p)).ToArray()], critical: false);
        if (recipe.Dns.Length + recipe.Ip.Length + recipe.Uri.Length > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            Array.ForEach(recipe.Dns, names.AddDnsName);
            Array.ForEach(recipe.Ip, a => names.AddIpAddress(IPAddress.Parse(a)));
            Array.ForEach(recipe.Uri, u => names.AddUri(new Uri(u)));
            yield return names.Build();
        }

        foreach (var extension in recipe.Extensions)
            yield return extension;
    }
}
