using System.Formats.Asn1;
using System.Numerics;
using Adit.Tls;
using Adit.Tls.Certificates;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Adit.Identity.Keys.Tokens;

/// <summary>Finds the objects of a key in a token. References: PKCS#11 3.0 4.8, 4.9, 6.1, 6.3; RFC 5480 2.1, RFC 8410 4, RFC 8017 A.1.1.</summary>
internal static class Pkcs11Objects
{
    private const int Ed25519Length = 32;
    private const CKK EdwardsKey = (CKK)0x40; // CKK_EC_EDWARDS, which the wrapper does not name

    /// <summary>The one private key that a URI names.</summary>
    /// <exception cref="CredentialException">None is, or several are.</exception>
    public static IObjectHandle FindPrivateKey(ISession session, Pkcs11Uri uri)
    {
        var attributes = Pkcs11Module.Factories.ObjectAttributeFactory;
        var template = new List<IObjectAttribute> { attributes.Create(CKA.CKA_CLASS, CKO.CKO_PRIVATE_KEY) };
        if (uri.Object is { } label) template.Add(attributes.Create(CKA.CKA_LABEL, label));
        if (uri.Id is { } id) template.Add(attributes.Create(CKA.CKA_ID, id));
        var found = session.FindAllObjects(template);
        return found.Count switch
        {
            1 => found[0],
            0 => throw new CredentialException($"{uri} names no private key of its token: name one by its label as object=, or by id=."),
            var several => throw new CredentialException($"{uri} names {several} private keys of its token: name one of them by object= or id=."),
        };
    }

    /// <summary>The public half of that key as SubjectPublicKeyInfo, from the public key or the certificate with its CKA_ID.</summary>
    /// <exception cref="CredentialException">Neither is there, or it is of an algorithm not spoken here.</exception>
    public static byte[] ReadPublicKey(ISession session, Pkcs11Uri uri)
    {
        var id = session.GetAttributeValue(FindPrivateKey(session, uri), [CKA.CKA_ID])[0].GetValueAsByteArray();
        if (Find(session, CKO.CKO_PUBLIC_KEY, id) is { } key) return Encode(session, key, uri);
        if (Find(session, CKO.CKO_CERTIFICATE, id) is { } certificate) return ReadCertificate(session, certificate, uri);
        throw new CredentialException($"The private key {uri} has neither its public key nor its certificate beside it in the token: store one of them with the same id.");
    }

    private static IObjectHandle? Find(ISession session, CKO kind, byte[] id)
    {
        var attributes = Pkcs11Module.Factories.ObjectAttributeFactory;
        var found = session.FindAllObjects([attributes.Create(CKA.CKA_CLASS, kind), attributes.Create(CKA.CKA_ID, id)]);
        return found.Count > 0 ? found[0] : null;
    }

    private static byte[] ReadCertificate(ISession session, IObjectHandle certificate, Pkcs11Uri uri)
    {
        try
        {
            var der = session.GetAttributeValue(certificate, [CKA.CKA_VALUE])[0].GetValueAsByteArray();
            return ParsedCertificate.Parse(der).SubjectPublicKeyInfo.ToArray();
        }
        catch (TlsException e)
        {
            throw new CredentialException($"The certificate beside {uri} in the token cannot be read: {e.Message}", e);
        }
    }

    private static byte[] Encode(ISession session, IObjectHandle key, Pkcs11Uri uri)
    {
        var kind = (CKK)session.GetAttributeValue(key, [CKA.CKA_KEY_TYPE])[0].GetValueAsUlong();
        try
        {
            return kind switch
            {
                CKK.CKK_EC or EdwardsKey => EncodeCurve(session, key, kind),
                CKK.CKK_RSA => EncodeRsa(session, key),
                _ => throw new CredentialException($"{uri} is a key of the type {kind}: only ECDSA, Ed25519 and RSA keys are used from tokens."),
            };
        }
        catch (AsnContentException e)
        {
            throw new CredentialException($"The public key beside {uri} in the token is malformed.", e);
        }
    }

    private static byte[] EncodeCurve(ISession session, IObjectHandle key, CKK kind)
    {
        var values = session.GetAttributeValue(key, [CKA.CKA_EC_PARAMS, CKA.CKA_EC_POINT]);
        var point = values[1].GetValueAsByteArray();

        // PKCS#11 3.0 6.3.3, 6.3.5: a point is in an OCTET STRING, an Edwards key is bare; tokens wrap that too.
        if (kind == CKK.CKK_EC || point.Length != Ed25519Length) point = new AsnReader(point, AsnEncodingRules.DER).ReadOctetString();
        return Write(
            writer =>
            {
                // RFC 8410 3: the OID of Edwards curves stands for the algorithm, without parameters.
                writer.WriteObjectIdentifier(kind == CKK.CKK_EC ? "1.2.840.10045.2.1" : "1.3.101.112");
                if (kind == CKK.CKK_EC) writer.WriteEncodedValue(values[0].GetValueAsByteArray());
            },
            point);
    }

    private static byte[] EncodeRsa(ISession session, IObjectHandle key)
    {
        var values = session.GetAttributeValue(key, [CKA.CKA_MODULUS, CKA.CKA_PUBLIC_EXPONENT]);
        var inner = new AsnWriter(AsnEncodingRules.DER);
        using (inner.PushSequence())
        {
            foreach (var value in values) inner.WriteInteger(new BigInteger(value.GetValueAsByteArray(), isUnsigned: true, isBigEndian: true));
        }

        return Write(
            writer =>
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                writer.WriteNull();
            },
            inner.Encode());
    }

    private static byte[] Write(Action<AsnWriter> algorithm, byte[] key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence()) algorithm(writer);
            writer.WriteBitString(key);
        }

        return writer.Encode();
    }
}
